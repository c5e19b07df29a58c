package io.shardhub.core.soak;

import io.shardhub.core.ShardedHub;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Moves clients between shards all the time while it is switched on, each once a second on average: drains a shard, opens it
 * again, evens out, adds shards and takes them away. There is one shard more then, and never fewer with clients than without
 * movement: the hub must not become slower just because it has fewer threads at work. Switched off, it puts the hub back to how
 * it was.
 */
final class SoakMovement {

    /** Nothing that is asked for may take longer. */
    private static final long PATIENCE_SECONDS = 60;

    private static final long NAP_MILLIS = 2;

    private final ShardedHub hub;
    private final SoakMoves moves;
    private final int perSecond;
    private final int shards;
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicInteger drained = new AtomicInteger();
    private volatile boolean wanted; // whether clients are to move; written by whoever sets it
    private volatile boolean reached; // whether they do; written by the loop

    private long since; // nanoseconds
    private long movesBefore;

    /** Moves clients of that hub, {@code perSecond} of them a second on average, as {@code moves} counts them. */
    SoakMovement(ShardedHub hub, SoakMoves moves, int perSecond) {
        this.hub = hub;
        this.moves = moves;
        this.perSecond = perSecond;
        this.shards = hub.snapshot().shards().size();
    }

    /** Begins to move clients, or puts the hub back to how it was; {@link #isSettled} says when that is done. */
    void set(boolean newOn) {
        wanted = newOn;
    }

    /** Whether what {@link #set} asked for is so. */
    boolean isSettled() {
        return wanted == reached;
    }

    /** How many shards were emptied. */
    int drained() {
        return drained.get();
    }

    /** One step of a loop of its own. */
    void step() {
        if (!wanted) {
            rest();
        } else if (!reached) {
            since = System.nanoTime();
            movesBefore = moves.count();
            reached = true;
        } else if (isAhead()) {
            sleep();
        } else {
            disturb();
        }
    }

    private void rest() {
        if (reached) {
            await(hub.resize(shards));
            await(hub.rebalance());
            reached = false;
        } else {
            sleep();
        }
    }

    private boolean isAhead() {
        double seconds = (System.nanoTime() - since) / 1e9;
        return moves.count() - movesBefore > perSecond * seconds;
    }

    private void disturb() {
        int current = hub.snapshot().shards().size();
        if (current <= shards || random.nextInt(4) == 0) {
            await(hub.resize(shards + 2));
            await(hub.rebalance());
            await(hub.resize(shards + 1));
            return;
        }
        int shard = random.nextInt(current);
        await(hub.drainShard(shard));
        drained.incrementAndGet();
        await(hub.reopenShard(shard));
        if (random.nextInt(4) == 0) {
            await(hub.rebalance());
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CompletableFuture<?> end) {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("what was asked of the hub did not come about", e);
        }
    }
}
