package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Registration;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How long one client may stay: until its credential ends, plus the grace in which it may bring a fresh one. */
@AnyThread
final class Stay {

    /** A credential that ends later is looked at then. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final Registration place;
    private final Authenticator authenticator;
    private final Rules rules;
    private final AtomicBoolean renewing = new AtomicBoolean(); // one renewal at a time

    private Deadlines.@Nullable Deadline deadline; // all under this
    private boolean ended;

    /** What all stays have in common. */
    record Rules(Duration grace, HubRuntime runtime, WireProtocol protocol, Deadlines deadlines) {}

    Stay(Registration place, Authenticator authenticator, Rules rules) {
        this.place = place;
        this.authenticator = authenticator;
        this.rules = rules;
    }

    /** Begins a renewal, unless one is under way; it ends with {@link #renewed}. */
    boolean mayRenew() {
        return renewing.compareAndSet(false, true);
    }

    /** The renewal is over. */
    void renewed() {
        renewing.set(false);
    }

    Decision ask(String token) {
        return authenticator.renew(place.client().identity(), token);
    }

    /** The client has shown who it is; false if it is another one, for a shorter time than before, or for none. */
    synchronized boolean accept(Identity shown) {
        Identity present = place.client().identity();
        Credential before = present.credential();
        Credential fresh = shown.credential();
        if (fresh == null || before == null || ended || !shown.userId().equals(present.userId())) {
            return false;
        }
        if (fresh.expiresAt().isBefore(before.expiresAt()) || !fresh.expiresAt().isAfter(rules.runtime.instant())) {
            return false;
        }
        place.renewed(shown.withRemoteAddress(present.remoteAddress()));
        expectEnd(fresh);
        return true;
    }

    /** Milliseconds until the credential ends. */
    long millisLeft() {
        Credential present = place.client().identity().credential();
        return present == null ? 0 : left(present).toMillis();
    }

    private Duration left(Credential credential) {
        Duration left = Duration.between(rules.runtime.instant(), credential.expiresAt());
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    /** Asks for a fresh one when that one ends. */
    synchronized void expectEnd(Credential credential) {
        doAfter(left(credential), this::remind);
    }

    private void remind() {
        Client client = place.client();
        Map<String, Object> data = Map.of("graceMs", rules.grace.toMillis());
        synchronized (this) {
            if (millisLeft() > 0) {
                return; // renewed just now
            }
            doAfter(rules.grace, this::expire);
        }
        client.send(Message.of("hub.refresh", rules.protocol.toData(data)).withPriority(Priority.CRITICAL));
    }

    private void expire() {
        synchronized (this) {
            if (millisLeft() > 0) {
                return;
            }
        }
        place.client().close(CloseCode.UNAUTHENTICATED, "credential expired");
    }

    /* Under this. */
    private void doAfter(Duration time, Runnable action) {
        cancel();
        if (!ended) {
            deadline = rules.deadlines.at(rules.runtime.nanoTime() + time.toNanos(), action);
        }
    }

    private void cancel() {
        Deadlines.Deadline before = deadline;
        if (before != null) {
            rules.deadlines.cancel(before);
        }
    }

    /** The client is gone. */
    synchronized void end() {
        ended = true;
        cancel();
    }
}
