package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.LogId;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is to be heard, from the time its target is wanted until it is left; whoever wants it again begins anew.
 *
 * <p><b>Threading:</b> any thread; the delivery has it take effect.
 */
final class Subscription {

    final @Nullable Target target; // null if buses talk there to each other
    final String channel;
    private volatile @Nullable LogId since;
    private volatile long leftAt; // zero if it has not been left

    Subscription(@Nullable Target target, String channel) {
        this.target = target;
        this.channel = channel;
    }

    /** From now on, what is published there is heard, or counted as lost; it lies behind that place, if there is a log. */
    void takeEffect(LogId place) {
        if (since == null) {
            since = place;
        }
    }

    /** Places that it knew mean nothing any more: everything in the log is for it, if it has taken effect. */
    void rewind() {
        if (since != null) {
            since = LogId.START;
        }
    }

    /** Nobody is to hear any more what is published there. */
    void leave() {
        leftAt = System.nanoTime() | 1;
    }

    /** Whether it has been left. */
    boolean isLeft() {
        return leftAt != 0;
    }

    /** How long ago it was left. */
    long leftNanos() {
        return System.nanoTime() - leftAt;
    }

    /** Whether it has taken effect. */
    boolean isEffective() {
        return since != null;
    }

    /** Whether it had taken effect when something was logged at that place. */
    boolean covers(LogId place) {
        LogId from = since;
        return from != null && from.compareTo(place) < 0;
    }
}
