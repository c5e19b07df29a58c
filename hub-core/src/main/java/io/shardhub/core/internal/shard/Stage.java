package io.shardhub.core.internal.shard;

/** Where a client is in its life, as its shard knows it. */
enum Stage {
    /** Posted to its shard, which has not seen it yet. */
    ARRIVING,
    /** Takes messages. */
    OPEN,
    /** Takes nothing new, delivers what waits. */
    DRAINING,
    /** The closing handshake is under way. */
    CLOSING,
    /** Not of this shard any more. */
    GONE
}
