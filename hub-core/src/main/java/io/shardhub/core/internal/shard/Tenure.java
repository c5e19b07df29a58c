package io.shardhub.core.internal.shard;

import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.outbox.ForeignCall;
import io.shardhub.core.runtime.DutyCycle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The right of one thread to act for a shard, until it ends or is taken away.
 *
 * <p>Before the thread calls code of others, a connection or a listener, it notes the call; afterwards it strikes the note
 * out. The supervisor may take the tenure away only during such a call and only by striking out the note itself, so of the
 * two exactly one succeeds. Whoever succeeds sees everything that the thread did before the call; a thread that does not
 * {@linkplain Deposed leaves} at once and touches nothing of the shard any more.
 */
final class Tenure implements DutyCycle, ForeignCall {

    private static final VarHandle NOTE;

    static {
        try {
            NOTE = MethodHandles.lookup().findVarHandle(Tenure.class, "note", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Thrown out of a call that took so long that another thread has the shard now. */
    static final class Deposed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Deposed() {
            super("another thread has taken over", null, false, false);
        }
    }

    private final Shard shard;

    /* Odd during a call, one more for every change. Written by the thread, and once by who takes the tenure away. */
    private volatile long note;

    /* Written before the note, read after it was taken away. Of most calls only the position is kept: to store a reference for
     * every message that is written would be what costs most. */
    private @Nullable HubClient callee;
    private int calleePosition = -1;
    private volatile boolean over;
    private volatile boolean stuck; // it was taken away from a thread that lives, in a call

    Tenure(Shard shard) {
        this.shard = shard;
    }

    // ---- the thread that has the tenure ----

    /** Notes a call of code that belongs to a client; {@link #end} must follow on every path. */
    Tenure call(HubClient client) {
        callee = client;
        return callMember(client);
    }

    /** As {@link #call}, for a client that is a member of the shard. */
    Tenure callMember(HubClient client) {
        calleePosition = client.position;
        NOTE.setRelease(this, note + 1);
        return this;
    }

    @Override
    public void failed(String client, Throwable failure) {
        shard.figures()
                .log()
                .connectionFailed(client, failure); // not to be found by position: it may not be ours any more
    }

    /** The call has returned. */
    @Override
    public void end() {
        long noted = note;
        if (!strikeOut(noted)) {
            if (stuck) {
                shard.context().measurements().stuck().getAndDecrement();
            }
            throw new Deposed();
        }
        calleePosition = -1;
        if (callee != null) {
            callee = null;
        }
    }

    @Override
    @ShardThread
    public int doWork() {
        if (over) {
            return 0;
        }
        try {
            return shard.work();
        } catch (Deposed e) {
            shard.figures().log().threadReturned();
        } catch (Throwable e) {
            shard.figures().log().threadFailed(e);
        }
        over = true;
        return 0;
    }

    @Override
    @ShardThread
    public boolean hasWork() {
        return !over && shard.hasWork();
    }

    @Override
    @ShardThread
    public long nanosUntilDue() {
        return over ? NEVER : shard.nanosUntilDue();
    }

    @Override
    public boolean expectsMore() {
        return true; // senders come in bursts, and a thread that is woken for each message is slower than they are
    }

    // ---- the supervisor ----

    /** The note, for {@link #takeAway}: the same one twice, and odd, means that one call has taken all the time between. */
    long note() {
        return note;
    }

    /** Whether that note is one of a call. */
    static boolean isInCall(long note) {
        return (note & 1) == 1;
    }

    /** Whether the thread has given up. */
    boolean isOver() {
        return over;
    }

    /**
     * Takes the tenure away from a thread in a call.
     *
     * @return false if that call has returned
     */
    boolean takeAway(long noted) {
        if (!isInCall(noted)) {
            return false;
        }
        AtomicInteger threads = shard.context().measurements().stuck();
        threads.getAndIncrement(); // before the note is struck out: the call may return at once, and is one less then
        stuck = true;
        boolean taken = strikeOut(noted);
        if (taken) {
            over = true;
        } else {
            stuck = false;
            threads.getAndDecrement();
        }
        return taken;
    }

    private boolean strikeOut(long noted) {
        return isInCall(noted) && NOTE.compareAndSet(this, noted, noted + 1);
    }

    /** Whoever had it is gone. */
    void close() {
        over = true;
        strikeOut(note);
    }

    /** Whose code was called when the tenure was taken away; null if it was nobody's. */
    @Nullable
    HubClient callee(Members members) {
        if (callee != null) {
            return callee;
        }
        return calleePosition >= 0 && calleePosition < members.size() ? members.get(calleePosition) : null;
    }
}
