package io.shardhub.core.runtime;

import io.shardhub.annotation.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * Lets the thread that handles a client's messages run the client's loop afterwards: what it posts for the client meanwhile
 * wakes nobody up, if the loop rests. To be woken costs a thread more than to write an answer.
 *
 * <p>Only for few posts, which can wait until the work is done: behind more of them, and for posts of anybody else, the loop
 * wakes up. Not on a virtual thread either: while that waits for a processor, the loop and all its clients would wait for it.
 */
public final class StandIn {

    /** The posts of one piece of work that wait for its end; what a handler answers is one or two. */
    private static final int MOST = 16;

    /* Written by the thread that begins and ends. Read by others, too, without any order: but a thread finds itself here only
     * if it has put itself here. */
    private @Nullable Thread worker;

    /* The worker's. */
    private @Nullable Loop reserved;
    private int posts;

    /** A stand-in for the loop of one client, wherever that moves. */
    public StandIn() {}

    /** The calling thread begins work for the client; {@link #end} must follow. One thread at a time. */
    public void begin() {
        Thread caller = Thread.currentThread();
        if (!VirtualThreads.isVirtual(caller)) {
            posts = 0;
            worker = caller;
        }
    }

    /** Makes sure that what was posted for the client before this call is noticed by that loop, or by the worker behind its work. */
    @AnyThread
    public void wakeUp(Loop loop) {
        if (worker != Thread.currentThread() || !postpones(loop)) {
            loop.wakeUp();
        }
    }

    private boolean postpones(Loop loop) {
        boolean same = reserved == null || reserved == loop; // the client may have moved
        if (!same || posts == MOST || !loop.reserve()) {
            return false;
        }
        posts++;
        reserved = loop;
        return true;
    }

    /** The work has ended; the loop of which the worker is to {@linkplain Loop#runReserved run} the next turn, if there is one. */
    public @Nullable Loop end() {
        Loop owed = reserved;
        worker = null;
        reserved = null;
        return owed;
    }
}
