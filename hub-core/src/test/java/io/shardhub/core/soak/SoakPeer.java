package io.shardhub.core.soak;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Priority;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.Registration;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A peer that checks what it gets and forgets it: numbers of one sender and priority rise, so nothing comes twice or out of
 * order, and their count and sum say whether anything is missing.
 */
final class SoakPeer implements Connection, ClientListener {

    private record Write(long token, WriteListener listener) {}

    private final int batchLimit;
    private final boolean pending;
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicReference<Write> underWay = new AtomicReference<>();
    private final AtomicInteger departures = new AtomicInteger();
    private volatile @Nullable Registration registration;
    private volatile @Nullable String violation;
    private volatile boolean dead;
    private volatile int busy;

    /* Whoever writes, one at a time; read by others after the hub's threads have ended. */
    private final int[] last;
    private long count;
    private long sum;

    /** A peer whose writes stay pending until they are completed, or end at once. */
    SoakPeer(int senders, boolean pending, int batchLimit) {
        this.last = new int[senders * Priority.COUNT];
        this.pending = pending;
        this.batchLimit = batchLimit;
        Arrays.fill(last, -1);
    }

    void registered(Registration newRegistration) {
        registration = newRegistration;
    }

    Registration registration() {
        Registration current = registration;
        if (current == null) {
            throw new IllegalStateException("not registered yet");
        }
        return current;
    }

    Client client() {
        return registration().client();
    }

    /** What was wrong first, if anything was. */
    @Nullable
    String violation() {
        return violation;
    }

    long count() {
        return count;
    }

    long sum() {
        return sum;
    }

    /** How often the hub said that it has gone. */
    int departures() {
        return departures.get();
    }

    /* --------------- What the network does --------------- */

    /** Ends the write that is under way, if one is. */
    void complete() {
        Write write = underWay.getAndSet(null);
        if (write != null) {
            write.listener.written(write.token, null);
        }
    }

    /** The next writes are refused. */
    void stall(int writes) {
        busy = writes;
    }

    /** The next write finds out that the peer is gone. */
    void die() {
        dead = true;
    }

    /* --------------- What the hub does --------------- */

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        if (!inside.compareAndSet(false, true)) {
            report("two writes at once");
        }
        try {
            if (dead) {
                return WriteResult.CLOSED;
            }
            int refusals = busy;
            if (refusals > 0) {
                busy = refusals - 1;
                return WriteResult.BUSY;
            }
            if (underWay.get() != null) {
                report("a write while another is pending");
            }
            for (int i = 0; i < outgoing.count(); i++) {
                take(outgoing.frame(i).text());
            }
            if (pending) {
                underWay.set(new Write(token, listener));
                return WriteResult.PENDING;
            }
            return WriteResult.SENT;
        } finally {
            inside.set(false);
        }
    }

    private void take(String text) {
        if (!Character.isDigit(text.charAt(0))) {
            return; // a word of the hub itself
        }
        int first = text.indexOf(' ');
        int second = text.indexOf(' ', first + 1);
        int lane =
                Integer.parseInt(text, 0, first, 10) * Priority.COUNT + Integer.parseInt(text, first + 1, second, 10);
        int number = Integer.parseInt(text, second + 1, text.length(), 10);
        if (number <= last[lane]) {
            report(text + " after number " + last[lane]);
        }
        last[lane] = number;
        count++;
        sum += number;
    }

    private void report(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        registration().heard();
        return dead ? WriteResult.CLOSED : WriteResult.SENT;
    }

    @Override
    public int batchLimit() {
        return batchLimit;
    }

    @Override
    public void close(CloseReason reason) {
        end(reason);
    }

    @Override
    public void abort() {
        end(CloseReason.of(CloseCode.LOST, "aborted"));
    }

    private void end(CloseReason reason) {
        dead = true;
        Registration current = registration;
        if (current != null) {
            current.closed(reason);
        }
    }

    @Override
    public void closed(Client client, CloseReason reason) {
        departures.incrementAndGet();
    }
}
