package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.core.internal.outbox.Drain;
import io.shardhub.core.internal.outbox.Flush;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.runtime.DutyCycle;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes for the clients of a shard: flushes whatever changed once per drain, comes back to connections that were busy and to
 * messages that linger, and watches the writes that are under way. Owner only.
 */
final class Flusher {

    /** What writing brings to light. */
    interface Observer {
        /** Everything that waited is written. */
        void emptied(HubClient client);

        /** The connection is dead. */
        void broken(HubClient client);

        /** The outbox is full and nothing can be shed. */
        void overflowed(HubClient client);

        /** A write takes longer than it may. */
        void overdue(HubClient client);
    }

    /** How soon a busy connection is asked again. */
    static final long BUSY_RETRY_NANOS = 1_000_000;

    private final Drain drain;
    private final OutboxLimits limits;
    private final Observer observer;
    private List<HubClient> dirty = new ArrayList<>();
    private List<HubClient> flushing = new ArrayList<>();
    private final List<HubClient> busy = new ArrayList<>();
    private final List<HubClient> lingering = new ArrayList<>();
    private long departureAt; // of all that linger: the first of them has then waited as long as it may
    private final List<HubClient> watched = new ArrayList<>();
    private int servedLast = -1; // the position of whose messages are at hand
    private int gathered; // messages of this drain that nobody has written yet
    private long gatheredBytes;

    Flusher(Drain drain, OutboxLimits limits, Observer observer) {
        this.drain = drain;
        this.limits = limits;
        this.observer = observer;
    }

    /**
     * One more message of this drain, for whomever. When all of them together would not fit into one outbox they are written
     * first: whose connection is free loses none, however much comes at once.
     */
    void gather(int bytes, long now) {
        if (gathered == limits.capacity() || gatheredBytes + bytes > limits.maxBytes()) {
            flush(now);
        }
        gathered++;
        gatheredBytes += bytes;
    }

    /** Flushes the client at the end of this drain. */
    void mark(HubClient client) {
        if (!client.dirty) {
            client.dirty = true;
            dirty.add(client);
        }
    }

    /** Whether somebody waits for the end of a drain. */
    boolean hasMarked() {
        return !dirty.isEmpty();
    }

    /** Nanoseconds until {@link #begin} has something to do although no command came; {@link DutyCycle#NEVER} for never. */
    long nanosUntilDue(long now) {
        if (!busy.isEmpty()) {
            return BUSY_RETRY_NANOS;
        }
        return lingering.isEmpty() ? DutyCycle.NEVER : Math.max(0, departureAt - now);
    }

    /** Whether writes are under way. */
    boolean isWatching() {
        return !watched.isEmpty();
    }

    /** A drain begins: marks the clients whose connections were busy and, when it is time, those whose messages linger. */
    void begin(long now) {
        for (HubClient client : busy) {
            mark(client);
        }
        busy.clear();
        if (!lingering.isEmpty() && now - departureAt >= 0) {
            for (HubClient client : lingering) {
                client.lingering = false;
                client.outbox.depart();
                mark(client);
            }
            lingering.clear();
        }
    }

    void flush(long now) {
        gathered = 0;
        gatheredBytes = 0;
        List<HubClient> due = dirty;
        dirty = flushing; // an observer may mark clients: they are flushed after the next drain
        flushing = due;
        for (int i = 0; i < due.size(); i++) {
            HubClient client = due.get(i);
            client.dirty = false;
            flush(client, now);
        }
        due.clear();
        if (dirty.isEmpty()) {
            drain.clear();
        }
    }

    private void flush(HubClient client, long now) {
        servedLast = client.position;
        if (client.stage == Stage.GONE || client.stage == Stage.CLOSING) {
            return;
        }
        boolean draining = client.stage == Stage.DRAINING;
        if (draining) {
            client.outbox.depart();
        }
        Flush end = client.outbox.flush(now, drain);
        while (end == Flush.UNDER_WAY && draining && !client.outbox.awaitEnd()) {
            end = client.outbox.flush(now, drain);
        }
        follow(client, end, now);
    }

    /** Gives a message to a client and writes it at once, unless other messages of this drain wait already. */
    void write(HubClient client, Message message, long now) {
        servedLast = client.position;
        if (client.dirty) {
            append(client, message, now);
        } else {
            follow(client, client.outbox.write(message, now, drain), now);
        }
    }

    /** Gives a message to a client; it is written at the end of this drain. */
    void append(HubClient client, Message message, long now) {
        servedLast = client.position;
        if (client.outbox.append(message, now, drain)) {
            mark(client);
        } else {
            observer.overflowed(client);
        }
    }

    private void follow(HubClient client, Flush end, long now) {
        switch (end) {
            case IDLE -> observer.emptied(client);
            case LINGERING -> linger(client, now);
            case UNDER_WAY -> watch(client);
            case RETRY -> {
                watch(client);
                busy.add(client);
            }
            case BROKEN -> observer.broken(client);
            case OVERFLOW -> observer.overflowed(client);
        }
    }

    private void linger(HubClient client, long now) {
        if (!client.lingering) {
            client.lingering = true;
            if (lingering.isEmpty()) {
                departureAt = now + limits.lingerNanos();
            }
            lingering.add(client);
        }
    }

    private void watch(HubClient client) {
        if (!client.watched) {
            client.watched = true;
            watched.add(client);
        }
    }

    /**
     * Looks after the writes that are under way: lets go of those that have ended, reports those that take too long.
     *
     * @return how long the message has waited that waits longest
     */
    long check(long now) {
        long oldest = 0;
        for (int i = watched.size() - 1; i >= 0; i--) {
            HubClient client = watched.get(i);
            boolean gone = client.stage == Stage.GONE || client.stage == Stage.CLOSING;
            if (gone || (client.outbox.hasEnded(drain) && !client.outbox.hasWaiting())) {
                client.watched = false;
                HubClient last = watched.remove(watched.size() - 1);
                if (i < watched.size()) {
                    watched.set(i, last);
                }
                if (!gone) {
                    observer.emptied(client);
                }
            } else if (client.outbox.isOverdue(now)) {
                observer.overdue(client);
            } else {
                client.outbox.expire(now);
                oldest = Math.max(oldest, client.outbox.oldestNanos(now));
            }
        }
        return oldest;
    }

    /** The position of the client whose messages were at hand last; -1 for none. */
    int servedLast() {
        return servedLast;
    }

    /** The client takes along what it waits for of this drain. */
    void release(HubClient client) {
        client.outbox.leave(drain);
        client.outbox.depart();
    }

    /** Forgets the clients that depart: another shard writes for them. */
    void forgetDeparting() {
        dirty.removeIf(client -> client.departing);
        busy.removeIf(client -> client.departing);
        lingering.removeIf(client -> client.departing);
        watched.removeIf(client -> client.departing);
    }

    /** Goes on after another thread was stopped in the middle of a flush. */
    void recover() {
        drain.abandon();
        for (HubClient client : flushing) {
            if (client.dirty) {
                dirty.add(client);
            }
        }
        flushing.clear();
    }

    /** Counts what still waits for a client as dropped. */
    void discard(HubClient client) {
        client.outbox.discard(drain);
    }
}
