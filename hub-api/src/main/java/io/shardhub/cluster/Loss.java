package io.shardhub.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Messages that were lost.
 *
 * @param target whom they were for; null if that is not known
 * @param messages how many; {@link #UNKNOWN} if that is not known
 * @param cause why
 */
public record Loss(@Nullable Target target, long messages, Cause cause) {

    /** Nobody knows how many. */
    public static final long UNKNOWN = -1;

    /** Why messages were lost. */
    public enum Cause {
        /** Others may have published while this node could not hear them. */
        OUTAGE,
        /** Their origin published more than arrived here, or what it published can no longer be read. */
        GAP,
        /** They arrived faster than this node's listener took them. */
        OVERFLOW,
        /** This node's bus took them from its hub and could not publish them. */
        UNSENT
    }
}
