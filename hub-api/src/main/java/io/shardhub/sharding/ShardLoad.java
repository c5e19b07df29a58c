package io.shardhub.sharding;

import io.shardhub.annotation.AnyThread;

/** What a strategy may look at; live estimates. */
@AnyThread
public interface ShardLoad {

    /** The clients that are registered, or on their way in. */
    int clients();

    /** The commands that wait in the mailbox. */
    int mailbox();
}
