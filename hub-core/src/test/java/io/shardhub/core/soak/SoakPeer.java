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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A peer that checks what it gets and forgets it: numbers of one sender and priority rise, so nothing comes twice or out of
 * order, and their count and sum say whether anything is missing.
 */
final class SoakPeer implements Connection, ClientListener {

    /** What becomes of the next calls. */
    enum Fate {
        /** Nothing is wrong. */
        FINE,
        /** Writes find out that the peer is gone. */
        DEAD,
        /** Writes throw an exception, and so does the listener. */
        THROWS,
        /** Writes throw an error. */
        FAILS,
        /** Writes and the close block until they are released. */
        HANGS,
        /** Writes stay pending for ever. */
        DEAF
    }

    private record Write(long token, WriteListener listener) {}

    private final SoakLog log;
    private final int batchLimit;
    private final boolean pending;
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicReference<Write> underWay = new AtomicReference<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile @Nullable Registration registration;
    private volatile Fate fate = Fate.FINE;
    private volatile boolean hanging;
    private volatile boolean gone;
    private volatile int busy;

    /* Whoever writes, one at a time; read by others after the hub's threads have ended. */
    private final int[] last;
    private long count;
    private long sum;
    private long uncounted;

    /** A peer whose writes stay pending until they are completed, or end at once. */
    SoakPeer(SoakLog log, int senders, boolean pending, int batchLimit) {
        this.log = log;
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

    /** How many messages have come that somebody keeps account of. */
    long count() {
        return count;
    }

    /** The sum of their numbers. */
    long sum() {
        return sum;
    }

    /** How many others have come. */
    long uncounted() {
        return uncounted;
    }

    /** Whether the hub has said that it has gone. */
    boolean isGone() {
        return gone;
    }

    /** Whether a call hangs. */
    boolean isHanging() {
        return hanging;
    }

    /* --------------- What the network does --------------- */

    /** Ends the write that is under way, if one is. */
    void complete() {
        Write write = underWay.get();
        if (write != null && fate != Fate.DEAF && underWay.compareAndSet(write, null)) {
            write.listener.written(write.token, null);
        }
    }

    /** The next writes are refused. */
    void stall(int writes) {
        busy = writes;
    }

    /** From now on that is what happens to it. */
    void meet(Fate newFate) {
        fate = newFate;
    }

    /** What hangs goes on. */
    void release() {
        released.countDown();
    }

    /* --------------- What the hub does --------------- */

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        if (!inside.compareAndSet(false, true)) {
            log.violation("two writes at once");
        }
        try {
            switch (fate) {
                case DEAD -> {
                    return WriteResult.CLOSED;
                }
                case THROWS -> throw new IllegalStateException("the connection throws");
                case FAILS -> throw new LinkageError("the connection fails");
                case HANGS -> {
                    hang();
                    return WriteResult.SENT;
                }
                default -> {}
            }
            int refusals = busy;
            if (refusals > 0) {
                busy = refusals - 1;
                return WriteResult.BUSY;
            }
            if (underWay.get() != null) {
                log.violation("a write while another is pending");
            }
            for (int i = 0; i < outgoing.count(); i++) {
                take(outgoing.frame(i).text());
            }
            if (pending || fate == Fate.DEAF) {
                underWay.set(new Write(token, listener));
                return WriteResult.PENDING;
            }
            return WriteResult.SENT;
        } finally {
            inside.set(false);
        }
    }

    private void hang() {
        hanging = true;
        boolean interrupted = false;
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted = true; // as a call that nothing can end
            }
        }
        hanging = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String text) {
        if (!Character.isDigit(text.charAt(0))) {
            return; // a word of the hub itself
        }
        int first = text.indexOf(' ');
        int second = text.indexOf(' ', first + 1);
        int third = text.indexOf(' ', second + 1);
        int end = third < 0 ? text.length() : third;
        int lane =
                Integer.parseInt(text, 0, first, 10) * Priority.COUNT + Integer.parseInt(text, first + 1, second, 10);
        int number = Integer.parseInt(text, second + 1, end, 10);
        if (number <= last[lane]) {
            log.violation(text + " after number " + last[lane]);
        }
        last[lane] = number;
        if (third < 0) {
            count++;
            sum += number;
        } else {
            uncounted++;
        }
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        registration().heard();
        return fate == Fate.DEAD ? WriteResult.CLOSED : WriteResult.SENT;
    }

    @Override
    public int batchLimit() {
        return batchLimit;
    }

    @Override
    public void close(CloseReason reason) {
        if (fate == Fate.HANGS) {
            hang();
        }
        end(reason);
    }

    @Override
    public void abort() {
        end(CloseReason.of(CloseCode.LOST, "aborted"));
    }

    private void end(CloseReason reason) {
        if (fate == Fate.FINE) {
            fate = Fate.DEAD;
        }
        Registration current = registration;
        if (current != null) {
            current.closed(reason);
        }
    }

    @Override
    public void closed(Client client, CloseReason reason) {
        if (gone) {
            log.violation("a second departure of " + client);
        }
        gone = true;
        log.departed(reason);
        if (fate == Fate.THROWS) {
            throw new IllegalStateException("the listener throws");
        }
    }
}
