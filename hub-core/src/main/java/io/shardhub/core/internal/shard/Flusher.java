package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.core.internal.outbox.FrameBatches;
import io.shardhub.core.internal.outbox.Outbox;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes for the clients of a shard: flushes whatever changed once per drain, comes back to connections that were busy, and
 * watches the writes that are under way. Owner only.
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

    private final FrameBatches batches;
    private final Observer observer;
    private List<HubClient> dirty = new ArrayList<>();
    private List<HubClient> flushing = new ArrayList<>();
    private final List<HubClient> busy = new ArrayList<>();
    private final List<HubClient> watched = new ArrayList<>();

    Flusher(FrameBatches batches, Observer observer) {
        this.batches = batches;
        this.observer = observer;
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

    /** Whether a connection was busy and wants to be asked again. */
    boolean hasBusy() {
        return !busy.isEmpty();
    }

    /** Whether writes are under way. */
    boolean isWatching() {
        return !watched.isEmpty();
    }

    /** Marks the clients whose connections were busy. */
    void retry() {
        for (HubClient client : busy) {
            mark(client);
        }
        busy.clear();
    }

    void flush(long now) {
        List<HubClient> due = dirty;
        dirty = flushing; // an observer may mark clients: they are flushed after the next drain
        flushing = due;
        for (int i = 0; i < due.size(); i++) {
            HubClient client = due.get(i);
            client.dirty = false;
            flush(client, now);
        }
        due.clear();
    }

    private void flush(HubClient client, long now) {
        if (client.stage == HubClient.Stage.GONE || client.stage == HubClient.Stage.CLOSING) {
            return;
        }
        Outbox.Flush end = client.outbox.flush(now, batches);
        while (end == Outbox.Flush.UNDER_WAY && client.stage == HubClient.Stage.DRAINING && !client.outbox.awaitEnd()) {
            end = client.outbox.flush(now, batches);
        }
        follow(client, end);
    }

    /** Gives a message to a client and writes it at once, unless other messages of this drain wait already. */
    void write(HubClient client, Message message, long now) {
        if (client.dirty) {
            append(client, message, now);
        } else {
            follow(client, client.outbox.write(message, now, batches));
        }
    }

    /** Gives a message to a client; it is written at the end of this drain. */
    void append(HubClient client, Message message, long now) {
        if (client.outbox.append(message, now)) {
            mark(client);
        } else {
            observer.overflowed(client);
        }
    }

    private void follow(HubClient client, Outbox.Flush end) {
        switch (end) {
            case IDLE -> observer.emptied(client);
            case UNDER_WAY -> watch(client);
            case RETRY -> {
                watch(client);
                busy.add(client);
            }
            case BROKEN -> observer.broken(client);
            case OVERFLOW -> observer.overflowed(client);
        }
    }

    private void watch(HubClient client) {
        if (!client.watched) {
            client.watched = true;
            watched.add(client);
        }
    }

    /** Looks after the writes that are under way: lets go of those that have ended, reports those that take too long. */
    void check(long now) {
        for (int i = watched.size() - 1; i >= 0; i--) {
            HubClient client = watched.get(i);
            boolean gone = client.stage == HubClient.Stage.GONE || client.stage == HubClient.Stage.CLOSING;
            if (gone || (client.outbox.hasEnded(batches) && !client.outbox.hasWaiting())) {
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
            }
        }
    }

    /** Counts what still waits for a client as dropped. */
    void discard(HubClient client) {
        client.outbox.discard(batches);
    }
}
