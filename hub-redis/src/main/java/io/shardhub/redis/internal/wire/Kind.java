package io.shardhub.redis.internal.wire;

/** What an envelope is for; its place in this list is written to the wire. */
public enum Kind {
    /** A message between hubs. */
    MESSAGE,
    /** A node asks itself whether it hears itself. */
    PROBE,
    /** A node is there; the number says up to where others must have heard it. */
    BEACON,
    /** The nodes of the cluster have changed; look. */
    NUDGE,
    /** A node that heard nothing for a while asks what it missed. */
    RECOUNT,
    /** The answer to that. */
    COUNTED
}
