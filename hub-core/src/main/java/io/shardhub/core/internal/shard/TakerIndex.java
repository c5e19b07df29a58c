package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says which shards have takers for a name: the clients of a user, or the subscribers of a topic. A taker is counted before
 * its command is posted and discounted after its shard has let it go, so a shard with a taker is never missing here; one
 * without may be listed for a moment, which costs an empty delivery.
 */
@AnyThread
public final class TakerIndex {

    private static final int[] NOBODY = {};

    /** Hears when the first taker of a name comes and the last one goes; for one name in that order, one call at a time. */
    public interface Watch {

        /** Nobody watches. */
        Watch NONE = new Watch() {
            @Override
            public void first(String name) {}

            @Override
            public void last(String name) {}
        };

        /** A name has a taker; must return at once and not touch the index. */
        void first(String name);

        /** A name has no taker any more; must return at once and not touch the index. */
        void last(String name);
    }

    private final Watch watch;

    /* Values are immutable pairs, shard then count, one pair for each shard that has takers: nearly always one. */
    private final ConcurrentHashMap<String, int[]> takers = new ConcurrentHashMap<>();

    /** An index that nobody watches. */
    public TakerIndex() {
        this(Watch.NONE);
    }

    /** An index that is watched. */
    public TakerIndex(Watch watch) {
        this.watch = watch;
    }

    /** Counts one more taker. */
    public void add(String name, int shard) {
        takers.compute(name, (key, pairs) -> {
            if (pairs == null) {
                watch.first(key);
            }
            return plus(pairs, shard);
        });
    }

    /** Counts one taker less. */
    public void remove(String name, int shard) {
        takers.computeIfPresent(name, (key, pairs) -> {
            int[] left = minus(key, pairs, shard);
            if (left == null) {
                watch.last(key);
            }
            return left;
        });
    }

    /** Counts takers of one shard at another one, for everybody at once. */
    public void move(String name, int from, int to, int count) {
        takers.computeIfPresent(name, (key, pairs) -> {
            int @Nullable [] changed = pairs;
            for (int i = 0; i < count; i++) {
                changed = minus(key, plus(changed, to), from);
            }
            return changed;
        });
    }

    /** How many takers there are in all shards. */
    public int total(String name) {
        int sum = 0;
        int[] pairs = takersOf(name);
        for (int i = 1; i < pairs.length; i += 2) {
            sum += pairs[i];
        }
        return sum;
    }

    /** How many takers a shard has. */
    public int count(String name, int shard) {
        int[] pairs = takersOf(name);
        int at = find(pairs, shard);
        return at < 0 ? 0 : pairs[at + 1];
    }

    /** The shards that have takers, as pairs of shard and number of takers; must not be changed. */
    public int[] takersOf(String name) {
        int[] pairs = takers.get(name);
        return pairs == null ? NOBODY : pairs;
    }

    /** Whether there are takers anywhere. */
    public boolean hasTakers(String name) {
        return takers.containsKey(name);
    }

    /** How many names have takers. */
    public int size() {
        return takers.size();
    }

    private static int[] plus(int @Nullable [] pairs, int shard) {
        if (pairs == null) {
            return new int[] {shard, 1};
        }
        int at = find(pairs, shard);
        int[] changed = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
        if (at < 0) {
            changed[pairs.length] = shard;
            changed[pairs.length + 1] = 1;
        } else {
            changed[at + 1]++;
        }
        return changed;
    }

    private static int @Nullable [] minus(String name, int[] pairs, int shard) {
        int at = find(pairs, shard);
        if (at < 0) {
            throw new IllegalStateException(name + " has no taker in shard " + shard);
        }
        if (pairs[at + 1] > 1) {
            int[] changed = pairs.clone();
            changed[at + 1]--;
            return changed;
        }
        if (pairs.length == 2) {
            return null;
        }
        int[] changed = new int[pairs.length - 2];
        System.arraycopy(pairs, 0, changed, 0, at);
        System.arraycopy(pairs, at + 2, changed, at, pairs.length - at - 2);
        return changed;
    }

    private static int find(int[] pairs, int shard) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == shard) {
                return i;
            }
        }
        return -1;
    }
}
