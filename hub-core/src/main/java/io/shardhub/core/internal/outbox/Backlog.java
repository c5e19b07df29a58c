package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.DropCause;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client: a lane per priority, bounded in messages and bytes together, and in age. Owner only; exists
 * only while something waits.
 */
final class Backlog {

    /** What became of a message that was offered. */
    enum Offer {
        /** It waits. */
        TAKEN,
        /** It took the place of an older one with the same key. */
        CONFLATED,
        /** It was shed. */
        SHED,
        /** Nothing can be shed for it: the client must go. */
        OVERFLOW
    }

    private static final Priority[] PRIORITIES = Priority.values();

    private final OutboxLimits limits;
    private final WireProtocol protocol;
    private final Ledger ledger;
    private final @Nullable Lane[] lanes = new @Nullable Lane[Priority.COUNT];
    private int size;
    private int bytes;

    Backlog(OutboxLimits limits, WireProtocol protocol, Ledger ledger) {
        this.limits = limits;
        this.protocol = protocol;
        this.ledger = ledger;
    }

    int size() {
        return size;
    }

    Offer offer(Message message, long now) {
        if (message.key() != null && conflate(message, message.key(), now)) {
            return Offer.CONFLATED;
        }
        int room = sizeOf(message);
        if (!fits(room)) {
            OverflowPolicy policy = message.overflow() == null ? limits.overflow() : message.overflow();
            boolean critical = message.priority() == Priority.CRITICAL;
            if (policy == OverflowPolicy.DISCONNECT) {
                return Offer.OVERFLOW;
            }
            if (policy == OverflowPolicy.DROP_OLDEST || critical) {
                shedFor(message.priority(), room);
            }
            if (!fits(room)) {
                return critical ? Offer.OVERFLOW : Offer.SHED;
            }
        }
        add(message, now);
        return Offer.TAKEN;
    }

    /** Takes the most urgent message; null when nothing waits. Drops what is too old on the way. */
    @Nullable
    Message poll(long now) {
        for (int level = Priority.COUNT - 1; level >= 0; level--) {
            Lane lane = lanes[level];
            if (lane != null) {
                expire(lane, level, now);
                if (lane.size() > 0) {
                    return remove(lane);
                }
            }
        }
        return null;
    }

    /** The size of the most urgent message in bytes; 0 when nothing waits. */
    int nextSize() {
        for (int level = Priority.COUNT - 1; level >= 0; level--) {
            Lane lane = lanes[level];
            if (lane != null && lane.size() > 0) {
                return sizeOf(lane.peek());
            }
        }
        return 0;
    }

    /** Drops what is too old. */
    void expire(long now) {
        for (int level = 0; level < Priority.COUNT; level++) {
            Lane lane = lanes[level];
            if (lane != null) {
                expire(lane, level, now);
            }
        }
    }

    private void expire(Lane lane, int level, long now) {
        if (level == Priority.CRITICAL.ordinal()) {
            return;
        }
        while (lane.size() > 0 && now - lane.waitingSince() > limits.maxAgeNanos()) {
            remove(lane);
            ledger.drop(DropCause.TOO_OLD, 1);
        }
    }

    private boolean conflate(Message message, String key, long now) {
        for (Priority priority : PRIORITIES) {
            if (priority.compareTo(message.priority()) > 0) {
                return false; // what is more urgent is not given up for it
            }
            Lane lane = lanes[priority.ordinal()];
            int position = lane == null ? -1 : lane.find(key);
            if (lane != null && position >= 0) {
                int older = sizeOf(lane.get(position));
                ledger.conflate();
                if (priority == message.priority()
                        && (size == 1 || bytes + sizeOf(message) - older <= limits.maxBytes())) {
                    bytes += sizeOf(message) - older;
                    lane.replace(position, message, now);
                    return true;
                }
                lane.remove(position);
                size--;
                bytes -= older;
                return false; // the newer one comes in like any other
            }
        }
        return false;
    }

    private void shedFor(Priority priority, int room) {
        int highest = Math.min(priority.ordinal(), Priority.HIGH.ordinal());
        for (int level = 0; level <= highest; level++) {
            Lane lane = lanes[level];
            while (lane != null && lane.size() > 0 && !fits(room)) {
                remove(lane);
                ledger.drop(DropCause.OUTBOX_FULL, 1);
            }
        }
    }

    /* A message that exceeds the byte limit alone still fits into an empty backlog; otherwise it could never be sent. */
    private boolean fits(int room) {
        return size == 0 || (size < limits.capacity() && bytes + room <= limits.maxBytes());
    }

    private void add(Message message, long now) {
        lane(message.priority()).add(message, now);
        size++;
        bytes += sizeOf(message);
    }

    private Message remove(Lane lane) {
        Message message = lane.poll();
        size--;
        bytes -= sizeOf(message);
        return message;
    }

    private Lane lane(Priority priority) {
        Lane lane = lanes[priority.ordinal()];
        if (lane == null) {
            lane = new Lane();
            lanes[priority.ordinal()] = lane;
        }
        return lane;
    }

    private int sizeOf(Message message) {
        return message.frame(protocol).size();
    }
}
