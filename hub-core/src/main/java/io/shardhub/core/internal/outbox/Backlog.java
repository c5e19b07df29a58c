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
     * Takes a message. Nothing is given up for one that does not get in: neither an older one with its key nor what could be
     * shed without making enough room.
     */
    Offer offer(Message message, long now) {
        int room = message.frame(protocol).size();
        Lane lane = null;
        int position = -1;
        if (message.key() != null) { // what is more urgent is not given up for it
            for (int level = 0; level <= message.priority().ordinal() && position < 0; level++) {
                lane = lanes[level];
                position = lane == null ? -1 : lane.find(message.key());
            }
        }
        int olderBytes = lane == null || position < 0 ? 0 : lane.bytesAt(position);
        int left = position < 0 ? size : size - 1;
        boolean fits = fits(left, bytes - olderBytes, room);
        if (!fits) {
            Offer refusal = refusal(message, room, position < 0 ? null : lane, olderBytes);
            if (refusal != null) {
                return refusal;
            }
        }
        if (lane != null && position >= 0) {
            ledger.conflate();
            if (fits && lane == lanes[message.priority().ordinal()]) {
                lane.replace(position, message, room, now);
                bytes += room - olderBytes;
                return Offer.CONFLATED;
            }
            lane.remove(position);
            size--;
            bytes -= olderBytes;
        }
        shedFor(message.priority(), room);
        lane(message.priority()).add(message, room, now);
        size++;
        bytes += room;
        return Offer.TAKEN;
    }

    /** Why a message that does not fit cannot come in; null if shedding makes room for it. */
    private @Nullable Offer refusal(Message message, int room, @Nullable Lane laneOfOlder, int olderBytes) {
        OverflowPolicy policy = message.overflow() == null ? limits.overflow() : message.overflow();
        if (policy == OverflowPolicy.DISCONNECT) {
            return Offer.OVERFLOW;
        }
        boolean critical = message.priority() == Priority.CRITICAL;
        if (policy == OverflowPolicy.DROP_OLDEST || critical) {
            int leftSize = laneOfOlder == null ? size : size - 1;
            int leftBytes = bytes - olderBytes;
            for (int level = highestShedFor(message.priority()); level >= 0; level--) {
                Lane lane = lanes[level];
                if (lane != null) {
                    leftSize -= lane == laneOfOlder ? lane.size() - 1 : lane.size();
                    leftBytes -= lane == laneOfOlder ? lane.bytes() - olderBytes : lane.bytes();
                }
            }
            if (fits(leftSize, leftBytes, room)) {
                return null;
            }
        }
        return critical ? Offer.OVERFLOW : Offer.SHED;
    }

    private void shedFor(Priority priority, int room) {
        for (int level = 0; level <= highestShedFor(priority); level++) {
            Lane lane = lanes[level];
            while (lane != null && lane.size() > 0 && !fits(size, bytes, room)) {
                remove(lane);
                ledger.drop(DropCause.OUTBOX_FULL, 1);
            }
        }
    }

    private static int highestShedFor(Priority priority) {
        return Math.min(priority.ordinal(), Priority.HIGH.ordinal());
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
                    size -= expired;
                    bytes -= before - lane.bytes();
                    ledger.drop(DropCause.TOO_OLD, expired);
                }
            }
        }
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
        size--;
        bytes -= lane.peekBytes();
        return lane.poll();
    }

    private Lane lane(Priority priority) {
        Lane lane = lanes[priority.ordinal()];
        if (lane == null) {
            lane = new Lane();
            lanes[priority.ordinal()] = lane;
        }
        return lane;
    }
}
