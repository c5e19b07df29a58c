package io.shardhub.core.sharding;

import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives a client the better of two shards: its user's home, as {@link UserIdSharding} knows it, and another one drawn at
 * random. The better one is that with the lower {@link LoadScore}: clients, queue and rate.
 *
 * <p>Two choices are nearly as good as a look for the least loaded shard of all, and spare that shard the stampede: the
 * figures are estimates, and all who arrive before they change would choose the same one.
 *
 * <p><b>Hysteresis.</b> The other shard must be more than 10 % better. An arriving client has no shard that it could cling
 * to, so it clings to its user's home: a user who reconnects finds its shard again, and differences that are mere noise
 * decide nothing. Among nearly equal shards clients are spread by user, evenly, and never flap; the price is that shards
 * may stay up to about 10 % apart. Clients that have arrived are never moved from here: that is the rebalancer's business,
 * which has thresholds of its own.
 *
 * <p><b>Threading:</b> any thread, concurrently; no lock. Reads the loads of all shards once.
 */
public final class AdaptiveSharding implements ShardingStrategy {

    private static final double MARGIN = 1.1;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final UserIdSharding homes = new UserIdSharding();

    /* A SplittableRandom is of one thread. A counter that any thread advances, and a mixer behind it, is the same generator
     * without that limit. */
    private final AtomicLong counter;

    /** Draws its choices from one number of that generator, which it does not keep. */
    public AdaptiveSharding(SplittableRandom random) {
        this.counter = new AtomicLong(random.nextLong());
    }

    @Override
    public int shardFor(Identity identity, List<ShardLoad> shards) {
        int home = homes.shardFor(identity, shards);
        if (shards.size() == 1) {
            return home;
        }
        int drawn = drawBelow(shards.size() - 1);
        int other = drawn < home ? drawn : drawn + 1;
        LoadScore score = LoadScore.among(shards);
        boolean better = score.of(shards.get(other)) * MARGIN < score.of(shards.get(home));
        return better ? other : home;
    }

    private int drawBelow(int bound) {
        long bits = counter.getAndAdd(GOLDEN_GAMMA);
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        bits ^= bits >>> 31;
        return (int) (((bits >>> 32) * bound) >>> 32);
    }
}
