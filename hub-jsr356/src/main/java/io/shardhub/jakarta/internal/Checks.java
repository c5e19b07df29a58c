package io.shardhub.jakarta.internal;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.log.NodeLog;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Gateway;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The checks before an upgrade, in their order, whatever the route: is there room, is the origin allowed, who is it, may it come in. */
public final class Checks {

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    /** Handshakes that hold a thread of the container while somebody is asked. */
    private static final int MAX_WAITING = 32;

    private final Gateway gateway;
    private final Authenticator authenticator;
    private final Origins origins;
    private final Proxies proxies;
    private final Duration deadline;
    private final NodeLog trouble;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /** The checks of a deployment. */
    public Checks(Gateway gateway, Authenticator authenticator, JakartaOptions options) {
        this.gateway = gateway;
        this.authenticator = authenticator;
        this.origins = new Origins(options.allowedOrigins());
        this.proxies = new Proxies(options.proxies());
        this.deadline = options.authDeadline();
        this.trouble = new NodeLog(LOG, gateway.name(), System::nanoTime);
    }

    Origins origins() {
        return origins;
    }

    /** Goes through the checks as far as it is possible at once. */
    public Outcome of(Handshake seen) {
        Handshake handshake = proxies.seenThrough(seen);
        Optional<Refusal> full = gateway.refusal(handshake);
        if (full.isPresent()) {
            return refused(full.get());
        }
        String origin = seen.header("origin").orElse(null);
        if (!origins.admit(origin, proxies.host(seen, seen.remoteAddress()).orElse(null))) {
            return refused(RefusalCause.ORIGIN, 403, "origin " + origin + " is not allowed");
        }
        try {
            Decision decision = authenticator.authenticate(handshake);
            boolean returning = gateway.isReturning(handshake);
            return decision instanceof Decision.Pending pending
                    ? new Outcome.Pending(pending.answer(), returning)
                    : settled(decision, returning);
        } catch (RuntimeException e) {
            return failed(e, "failed");
        }
    }

    private Outcome settled(@Nullable Decision decision, boolean returning) {
        if (decision instanceof Decision.Refused refused) {
            return refused(RefusalCause.UNAUTHENTICATED, refused.status(), refused.reason());
        }
        if (decision instanceof Decision.Admitted admitted) {
            Identity identity = admitted.identity().withReturning(returning);
            return gateway.refusal(identity).map(Checks::refused).orElseGet(() -> new Outcome.Admitted(identity));
        }
        return failed(null, "decided nothing");
    }

    /** Completes with what comes of it, within the deadline and never exceptionally. */
    public CompletableFuture<Outcome> later(Outcome.Pending pending) {
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        var unused = pending.answer().whenComplete((decision, failure) -> {
            if (failure != null) {
                decided.completeExceptionally(failure);
            } else {
                decided.complete(decision);
            }
        });
        return decided.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .handle((decision, failure) -> settledLater(decision, failure, pending.returning()));
    }

    private Outcome settledLater(@Nullable Decision decision, @Nullable Throwable failure, boolean returning) {
        if (failure == null) {
            return settled(decision, returning);
        } else if (failure instanceof TimeoutException) {
            return failed(503, "the authenticator did not answer in time");
        }
        return failed(failure, "failed");
    }

    /** Waits for what comes of it, on the thread that calls; few may wait at a time. */
    public Outcome await(Outcome.Pending pending) {
        if (!waiting.tryAcquire()) {
            return failed(503, "too many wait for the authenticator");
        }
        try {
            return later(pending).join();
        } finally {
            waiting.release();
        }
    }

    private Outcome failed(@Nullable Throwable failure, String how) {
        trouble.line(Level.WARN, "authenticator_failed").setCause(failure).log("the authenticator {}", how);
        return failed(500, "authentication failed");
    }

    private Outcome failed(int status, String reason) {
        gateway.refused(RefusalCause.AUTHENTICATOR);
        return refused(new Refusal(status, reason, status == 503 ? Duration.ofSeconds(1) : Duration.ZERO));
    }

    private Outcome refused(RefusalCause cause, int status, String reason) {
        gateway.refused(cause);
        return refused(new Refusal(status, reason, Duration.ZERO));
    }

    private static Outcome refused(Refusal refusal) {
        LOG.debug("refused: {}", refusal.reason());
        return new Outcome.Refused(refusal);
    }
}
