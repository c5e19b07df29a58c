package io.shardhub.core.internal.outbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lets one write at a time through, and tells the owner when a completion wants it back.
 *
 * <p>The owner calls {@link #begin}, {@link #park}, {@link #free} and {@link #await}; completions, from any thread, call
 * {@link #complete}. A completion that comes while the owner is still inside the call that started the write only changes
 * the state, so completions never recurse.
 */
final class SendSlot {

    /** What the owner finds. */
    enum State {
        /** No write is under way. */
        FREE,
        /** The owner is inside the call that starts a write. */
        STARTING,
        /** The write completed before that call returned. */
        COMPLETED,
        /** A write is under way, nothing waits. */
        PENDING,
        /** A write is under way, and its completion must wake the owner. */
        AWAITED,
        /** A write has failed: final. */
        FAILED
    }

    private static final State[] STATES = State.values();
    private static final int STATE_BITS = 3;
    private static final long STATE_MASK = (1 << STATE_BITS) - 1;
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(SendSlot.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /* The token of the latest write in the high bits, the state in the low ones: one word, so that a completion of an earlier
     * write, late or repeated, can never be taken for the current one's. */
    private volatile long word;

    /** Owner: takes the free slot for a new write. */
    long begin() {
        long token = (word >>> STATE_BITS) + 1;
        WORD.setOpaque(this, word(token, State.STARTING));
        return token;
    }

    /**
     * Owner: the write stays under way.
     *
     * @return false if it has completed meanwhile; the slot is then as {@link #state} says
     */
    boolean park(long token) {
        return WORD.compareAndSet(this, word(token, State.STARTING), word(token, State.PENDING));
    }

    /** Owner: the write has ended. */
    void free() {
        WORD.setOpaque(this, word(word >>> STATE_BITS, State.FREE));
    }

    /**
     * Owner: something waits for the end of the write.
     *
     * @return whether the completion will wake the owner; false if the write has ended
     */
    boolean await() {
        long current = word;
        State state = stateOf(current);
        if (state == State.AWAITED) {
            return true;
        }
        return state == State.PENDING && WORD.compareAndSet(this, current, word(current >>> STATE_BITS, State.AWAITED));
    }

    /**
     * Any thread: the write with that token has ended; ignored if it is not the one under way.
     *
     * @return whether the owner must be woken
     */
    boolean complete(long token, boolean failed) {
        while (true) {
            long current = word;
            State state = stateOf(current);
            if (current >>> STATE_BITS != token) {
                return false;
            }
            State next;
            switch (state) {
                case STARTING -> next = failed ? State.FAILED : State.COMPLETED;
                case PENDING, AWAITED -> next = failed ? State.FAILED : State.FREE;
                default -> {
                    return false;
                }
            }
            if (WORD.compareAndSet(this, current, word(token, next))) {
                return state == State.AWAITED || (failed && state == State.PENDING);
            }
        }
    }

    /** Any thread: the state now. */
    State state() {
        return stateOf(word);
    }

    private static State stateOf(long word) {
        return STATES[(int) (word & STATE_MASK)];
    }

    private static long word(long token, State state) {
        return token << STATE_BITS | state.ordinal();
    }
}
