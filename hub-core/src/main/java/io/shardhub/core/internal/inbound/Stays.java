package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.Request;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.internal.door.Door;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.transport.Registration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Clients whose credential ends: they are asked for a fresh one, and closed if they bring none. */
@AnyThread
final class Stays {

    private final ConcurrentHashMap<String, Stay> byClient = new ConcurrentHashMap<>();
    private final Stay.Rules rules;
    private final Door door;

    Stays(Stay.Rules rules, Door door) {
        this.rules = rules;
        this.door = door;
    }

    /** What a client sends in the place of a credential that ends. */
    static final class Refresh {
        @Nullable
        String token;
    }

    /** Handles {@code hub.refresh}. */
    void addTo(HandlerRegistry handlers) {
        handlers.addOwn("refresh", Refresh.class, this::refresh);
    }

    /** A client is here. */
    void begin(Registration place, Authenticator authenticator) {
        Client client = place.client();
        Credential credential = client.identity().credential();
        if (credential != null) {
            Stay stay = new Stay(place, authenticator, rules);
            byClient.put(client.id(), stay);
            stay.expectEnd(credential);
        }
    }

    /** It is gone. */
    void end(Client client) {
        Stay stay = byClient.remove(client.id());
        if (stay != null) {
            stay.end();
        }
    }

    private void refresh(Request<Refresh> request) throws ProtocolException {
        Stay stay = byClient.get(request.client().id());
        Refresh refresh = request.data();
        String token = refresh == null ? null : refresh.token;
        if (token == null) {
            throw new ProtocolException(null, "bad_data", "token: missing (expected: a string)");
        }
        if (stay == null || !stay.mayRenew()) {
            throw new ProtocolException(null, "forbidden", "there is nothing to renew now");
        }
        Decision decision;
        try {
            decision = stay.ask(token);
        } catch (RuntimeException | Error e) {
            stay.renewed();
            throw e;
        }
        if (decision instanceof Decision.Pending pending) {
            request.defer();
            await(pending, request, stay);
        } else if (!settle(request, stay, decision)) {
            throw new ProtocolException(null, Fault.UNAUTHENTICATED.code(), "no good token");
        }
    }

    /** For as long as the grace, and not for ever: the client may ask again then. */
    private void await(Decision.Pending pending, Request<Refresh> request, Stay stay) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        Deadlines.Deadline deadline = rules.deadlines()
                .at(
                        rules.runtime().nanoTime() + rules.grace().toNanos(),
                        () -> answer.completeExceptionally(new TimeoutException()));
        var unused = pending.answer().whenComplete((given, failure) -> answer.complete(given));
        var unusedToo = answer.whenComplete((given, late) -> {
            rules.deadlines().cancel(deadline);
            if (late == null) {
                answer(request, stay, given);
            } else {
                stay.renewed();
                request.fail("overloaded", "try again later");
            }
        });
    }

    /* On a thread of whoever was asked. */
    private void answer(Request<Refresh> request, Stay stay, @Nullable Decision answer) {
        if (!settle(request, stay, answer)) {
            request.fail(Fault.UNAUTHENTICATED.code(), "no good token");
        }
    }

    private boolean settle(Request<Refresh> request, Stay stay, @Nullable Decision decision) {
        boolean good = decision instanceof Decision.Admitted admitted
                && !door.isRevoked(admitted.identity())
                && stay.accept(admitted.identity());
        stay.renewed();
        if (good) {
            request.reply(Map.of("expiresInMs", stay.millisLeft()));
            door.closeIfRevoked(request.client());
        }
        return good;
    }
}
