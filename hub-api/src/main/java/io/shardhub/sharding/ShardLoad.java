package io.shardhub.sharding;

import io.shardhub.annotation.AnyThread;

/** How busy a shard is; live estimates, read one after the other. */
@AnyThread
public interface ShardLoad {

    /** The clients that are registered, or on their way in. */
    int clients();

    /** The commands that wait in the mailbox. */
    int mailbox();

    /** The messages per second that it wrote to its clients of late; 0 when it is idle. */
    double deliveries();

    /**
     * Whether it may be given new clients; false while it is drained, and when it has failed. A {@link ShardingStrategy} is
     * offered only shards that accept, and need not look.
     */
    boolean accepting();
}
