package io.shardhub.redis.internal.receive;

/**
 * The lives of other nodes' buses, as the register has them.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Others {

    /** Whether that life goes on. */
    boolean isAlive(long epoch);

    /** Whether it goes on and began after this node's, so that nothing it published is from before this node's time. */
    boolean isYounger(long epoch);
}
