package io.shardhub.core.internal.cluster;

import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.Target;
import io.shardhub.core.internal.admission.Revocation;
import io.shardhub.core.internal.admission.Revocations;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has all nodes know the same revocations. Who may have missed some asks the others for theirs. It tells its own, too: who could
 * not hear it may not have heard the others' questions either, or they not its words.
 */
@AnyThread
final class SharedRevocations {

    /** How many one message carries. */
    private static final int EACH = 500;

    /** Between two exchanges: a node that loses something all the time is not to make others talk all the time. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Revocations known;
    private final Locals locals;
    private final @Nullable ClusterBus bus;
    private final @Nullable Relay relay;
    private volatile boolean due;
    private long exchangeAt; // caretaker only

    SharedRevocations(Revocations known, Locals locals, @Nullable ClusterBus bus, @Nullable Relay relay, long now) {
        this.known = known;
        this.locals = locals;
        this.bus = bus;
        this.relay = relay;
        this.exchangeAt = now;
    }

    /** Revokes on every node. */
    SendResult revoke(Revocation revocation) {
        revokeHere(revocation);
        return relay == null
                ? SendResult.ACCEPTED
                : relay.say(new Target.All(), new Parcel.Revoke(List.of(revocation)));
    }

    /** Another node knows of it. */
    void heard(Parcel.Revoke revoke) {
        revoke.revocations().forEach(this::revokeHere);
    }

    /* First it is remembered: who comes meanwhile is either refused, or found here. */
    private void revokeHere(Revocation revocation) {
        known.add(revocation);
        locals.disconnect(revocation);
    }

    /** Tells all that is known. */
    void tell(Target target) {
        List<Revocation> all = known.all();
        for (int i = 0; i < all.size(); i += EACH) {
            say(target, new Parcel.Revoke(all.subList(i, Math.min(all.size(), i + EACH))));
        }
    }

    /** Some may have been missed, here or by others. */
    void missed() {
        due = relay != null;
    }

    private void say(Target target, Parcel parcel) {
        if (relay != null && !relay.say(target, parcel).isAccepted()) {
            due = true; // it is said again when there is room
        }
    }

    // ---- the caretaker ----

    /** Exchanges what is known, if something may have been missed and the others are known to hear this node. */
    void check(long now) {
        if (!due || now - exchangeAt < 0 || bus == null || !bus.snapshot().verified()) {
            return;
        }
        exchangeAt = now + PAUSE_NANOS;
        due = false;
        tell(new Target.All());
        say(new Target.All(), new Parcel.AskRevocations());
    }

    /** Nanoseconds until the next exchange; if the bus is not verified, {@link #missed} is called when it is. */
    long nanosUntilDue(long now) {
        return due && exchangeAt - now > 0 ? exchangeAt - now : Long.MAX_VALUE;
    }
}
