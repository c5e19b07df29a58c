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

    /** The size of all messages together. */
    int bytes() {
        return bytes;
    }

    /** Whether nothing waits that is more urgent than LOW. */
    boolean hasOnlyLow() {
        Lane low = lanes[Priority.LOW.ordinal()];
        return size == (low == null ? 0 : low.size());
    }

    /**
     * Takes a message. Nothing is given up for one that does not get in: neither older ones with its key nor what could be
     * shed without making enough room.
     */
    Offer offer(Message message, long now) {
        int own = message.priority().ordinal();
        int room = message.frame(protocol).size();
        int given = 0;
        int givenBytes = 0;
        for (int level = 0; level <= own; level++) { // what is more urgent is not given up for it
            int older = find(level, message);
            if (older >= 0) {
                given++;
                givenBytes += lane(level).bytesAt(older);
            }
        }
        boolean fits = fits(size - given, bytes - givenBytes, room);
        if (!fits) {
            Offer refusal = refusal(message, room);
            if (refusal != null) {
                return refusal;
            }
        }
        boolean replaced = given > 0 && conflate(message, fits, now);
        if (!replaced) {
            shedFor(own, room);
            lane(own).add(message, room, now);
            count(1, room);
        }
        return replaced ? Offer.CONFLATED : Offer.TAKEN;
    }

    /** Why a message that does not fit cannot come in; null if shedding makes room for it. */
    private @Nullable Offer refusal(Message message, int room) {
        OverflowPolicy policy = message.overflow() == null ? limits.overflow() : message.overflow();
        if (policy == OverflowPolicy.DISCONNECT) {
            return Offer.OVERFLOW;
        }
        int own = message.priority().ordinal();
        boolean critical = message.priority() == Priority.CRITICAL;
        if (policy == OverflowPolicy.DROP_OLDEST || critical) {
            int left = 0;
            int leftBytes = 0;
            for (int level = highestShedFor(own) + 1; level < Priority.COUNT; level++) {
                Lane lane = lanes[level];
                if (lane != null) {
                    int older = level == own ? find(level, message) : -1;
                    left += lane.size() - (older < 0 ? 0 : 1);
                    leftBytes += lane.bytes() - (older < 0 ? 0 : lane.bytesAt(older));
                }
            }
            if (fits(left, leftBytes, room)) {
                return null;
            }
        }
        return critical ? Offer.OVERFLOW : Offer.SHED;
    }

    /** Gives up the older messages with the same key; whether the new one took the place of one of them. */
    private boolean conflate(Message message, boolean fits, long now) {
        int own = message.priority().ordinal();
        boolean replaced = false;
        for (int level = 0; level <= own; level++) {
            int older = find(level, message);
            if (older >= 0) {
                Lane lane = lane(level);
                int before = lane.bytes();
                ledger.conflate();
                replaced = fits && level == own;
                if (replaced) {
                    lane.replace(older, message, message.frame(protocol).size(), now);
                } else {
                    lane.remove(older);
                }
                count(replaced ? 0 : -1, lane.bytes() - before);
            }
        }
        return replaced;
    }

    /** The position of the message with the same key in that lane; -1 if there is none. */
    private int find(int level, Message message) {
        Lane lane = lanes[level];
        return lane == null || message.key() == null ? -1 : lane.find(message.key());
    }

    private void shedFor(int own, int room) {
        for (int level = 0; level <= highestShedFor(own); level++) {
            Lane lane = lanes[level];
            while (lane != null && lane.size() > 0 && !fits(size, bytes, room)) {
                remove(lane);
                ledger.drop(DropCause.OUTBOX_FULL, 1);
            }
        }
    }

    private static int highestShedFor(int own) {
        return Math.min(own, Priority.HIGH.ordinal());
    }

    /* A message that exceeds the byte limit alone still fits into an empty backlog; otherwise it could never be sent. */
    private boolean fits(int waiting, int waitingBytes, int room) {
        return waiting == 0 || (waiting < limits.capacity() && waitingBytes + room <= limits.maxBytes());
    }

    /** The most urgent message; null when nothing waits. */
    @Nullable
    Message peek() {
        Lane lane = first();
        return lane == null ? null : lane.peek();
    }

    /** The size of the most urgent message in bytes; 0 when nothing waits. */
    int peekBytes() {
        Lane lane = first();
        return lane == null ? 0 : lane.peekBytes();
    }

    /** Takes the most urgent message; null when nothing waits. */
    @Nullable
    Message poll() {
        Lane lane = first();
        return lane == null ? null : remove(lane);
    }

    /** Drops what is too old. */
    void expire(long now) {
        for (int level = 0; level < Priority.CRITICAL.ordinal(); level++) {
            Lane lane = lanes[level];
            if (lane != null) {
                int before = lane.bytes();
                int expired = lane.expire(now, limits.maxAgeNanos());
                if (expired > 0) {
                    count(-expired, lane.bytes() - before);
                    ledger.drop(DropCause.TOO_OLD, expired);
                }
            }
        }
    }

    /** How long the first message of a lane has waited, of the lane where that is longest. */
    long oldestNanos(long now) {
        long oldest = 0;
        for (Lane lane : lanes) {
            if (lane != null && lane.size() > 0) {
                oldest = Math.max(oldest, lane.firstNanos(now));
            }
        }
        return oldest;
    }

    /** How long the most urgent message has waited; 0 when nothing waits. */
    long peekNanos(long now) {
        Lane lane = first();
        return lane == null ? 0 : lane.firstNanos(now);
    }

    private @Nullable Lane first() {
        for (int level = Priority.COUNT - 1; level >= 0; level--) {
            Lane lane = lanes[level];
            if (lane != null && lane.size() > 0) {
                return lane;
            }
        }
        return null;
    }

    private Message remove(Lane lane) {
        count(-1, -lane.peekBytes());
        return lane.poll();
    }

    private void count(int messages, int messageBytes) {
        size += messages;
        bytes += messageBytes;
    }

    private Lane lane(int level) {
        Lane lane = lanes[level];
        if (lane == null) {
            lane = new Lane();
            lanes[level] = lane;
        }
        return lane;
    }
}
