package io.shardhub.core.internal.outbox;

import java.util.ArrayDeque;

/**
 * The batches of one shard. A batch whose write completes at once comes back at once, so a shard normally owns one; each
 * write that stays pending keeps its own until it ends. Owner only.
 */
public final class FrameBatches {

    /** The most bytes in one batch; bounds what one client's write keeps. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_SPARE = 16;

    private final ArrayDeque<FrameBatch> spare = new ArrayDeque<>();

    FrameBatch take() {
        FrameBatch batch = spare.poll();
        return batch == null ? new FrameBatch() : batch;
    }

    void giveBack(FrameBatch batch) {
        batch.clear();
        if (spare.size() < MAX_SPARE) {
            spare.push(batch);
        }
    }
}
