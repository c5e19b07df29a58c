package io.shardhub.core.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.internal.shard.TakerIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first taker of a name and the last one are told, in this order, whoever comes and goes at the same time. */
final class InterestTest {

    /** Remembers, per name, what it was told; fails on what does not alternate. */
    private static final class Told implements TakerIndex.Watch {
        private final Map<String, Boolean> wanted = new ConcurrentHashMap<>();
        private final Map<String, Integer> changes = new ConcurrentHashMap<>();
        private final List<String> faults = new ArrayList<>();

        @Override
        public void first(String name) {
            change(name, true);
        }

        @Override
        public void last(String name) {
            change(name, false);
        }

        /* Not synchronized for one name on purpose: the index promises that. */
        private void change(String name, boolean now) {
            Boolean before = wanted.put(name, now);
            changes.merge(name, 1, Integer::sum);
            if ((before != null && before) == now) {
                synchronized (faults) {
                    faults.add(name + " twice " + now);
                }
            }
        }
    }

    @Test
    void movesBetweenShardsAreNoChange() {
        Told told = new Told();
        TakerIndex index = new TakerIndex(told);
        index.add("t", 0);
        index.add("t", 0);
        index.move("t", 0, 1, 2);
        index.remove("t", 1);
        index.move("t", 1, 0, 1);
        assertThat(told.changes).containsEntry("t", 1);
        assertThat(index.total("t")).isEqualTo(1);
        index.remove("t", 0);
        assertThat(told.changes).containsEntry("t", 2);
        assertThat(told.wanted).containsEntry("t", false);
    }

    @Test
    @Timeout(60)
    void noChangeIsLostOrToldTwiceWhileManyComeAndGoAndMove() throws Exception {
        Told told = new Told();
        TakerIndex index = new TakerIndex(told);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<List<String>>> kept = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int shard = thread;
            kept.add(threads.submit(() -> comeAndGo(index, shard)));
        }
        List<String> left = new ArrayList<>();
        for (Future<List<String>> each : kept) {
            left.addAll(each.get(60, TimeUnit.SECONDS));
        }
        threads.shutdown();
        assertThat(told.faults).isEmpty();
        assertThat(told.changes.values().stream().mapToInt(Integer::intValue).sum())
                .as("or this test tests nothing")
                .isGreaterThan(1_000);
        for (int name = 0; name < 3; name++) {
            assertThat(told.wanted.getOrDefault("n" + name, false))
                    .as("n%d of %s", name, left)
                    .isEqualTo(left.contains("n" + name))
                    .isEqualTo(index.hasTakers("n" + name));
        }
    }

    /** A client of one shard after the other takes a name, moves with it to the next shard, perhaps, and gives it up. */
    private static List<String> comeAndGo(TakerIndex index, int shard) {
        SplittableRandom random = new SplittableRandom(shard);
        for (int i = 0; i < 100_000; i++) {
            String name = "n" + random.nextInt(3);
            index.add(name, shard);
            int home = shard;
            if (random.nextInt(4) == 0) {
                home = shard + 10;
                index.move(name, shard, home, 1);
            }
            index.remove(name, home);
        }
        if (shard != 0) {
            return List.of();
        }
        index.add("n1", shard);
        return List.of("n1");
    }
}
