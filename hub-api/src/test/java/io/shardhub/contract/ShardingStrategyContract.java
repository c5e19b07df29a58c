package io.shardhub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ShardingStrategy} keeps.
 *
 * <pre>{@code
 * final class ModuloShardingTest extends ShardingStrategyContract {
 *     @Override
 *     protected ShardingStrategy strategy() {
 *         return new ModuloSharding();
 *     }
 * }
 * }</pre>
 */
public abstract class ShardingStrategyContract {

    private static final int MAX_SHARDS = 64;
    private static final int USERS_PER_SHARD = 1_000;
    private static final long SEED = 42;
    private static final Duration GARBAGE_LIMIT = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** User ids that parsers and hashes stumble over. */
    private static final List<String> ODD_USERS = List.of(
            "0",
            "00",
            "-0",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1.5",
            "1e5",
            "0x10",
            "NaN",
            "null",
            " ",
            "\u0663",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "9".repeat(Identity.MAX_USER_ID_LENGTH),
            "-" + "9".repeat(Identity.MAX_USER_ID_LENGTH - 1),
            "0".repeat(Identity.MAX_USER_ID_LENGTH),
            "x".repeat(Identity.MAX_USER_ID_LENGTH),
            "J\u00fcrgen",
            "\u7528\u6237",
            "\uD83D\uDE00",
            "\uD83D",
            "\u202Eabc",
            "a b,c;d",
            "a:b/c?d=e&f%00",
            "polygenelubricants");

    /** The strategy under test; asked once per test. */
    protected abstract ShardingStrategy strategy();

    /**
     * How many times the mean the fullest shard may have, when many different users arrive one after the other; override it
     * with the bound that your strategy promises.
     */
    protected double maxToMean() {
        return 1.5;
    }

    @Test
    void indexIsInRangeForEveryNumberOfShardsAndEveryLoad() {
        ShardingStrategy strategy = strategy();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int count = 1; count <= MAX_SHARDS; count++) {
            for (int i = 0; i < 100; i++) {
                choose(strategy, Identity.of("user-" + random.nextLong()), randomLoads(count, random));
            }
        }
    }

    @Test
    void oddUsersAreShardedLikeAllOthers() {
        ShardingStrategy strategy = strategy();
        for (int count = 1; count <= MAX_SHARDS; count++) {
            for (String user : ODD_USERS) {
                choose(strategy, Identity.of(user), loads(count, shard -> 0));
            }
        }
    }

    @Test
    void extremeLoadsAreSurvived() {
        ShardingStrategy strategy = strategy();
        for (int load : new int[] {0, 1, Integer.MAX_VALUE / 2, Integer.MAX_VALUE}) {
            choose(strategy, Identity.of("7"), loads(8, shard -> load));
            choose(strategy, Identity.of("7"), loads(8, shard -> shard == 3 ? load : 0));
        }
    }

    /** Shards are added and taken away while a hub runs, and those that are drained are not offered. */
    @Test
    void numberOfShardsMayChange() {
        ShardingStrategy strategy = strategy();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            int count = 1 + random.nextInt(MAX_SHARDS);
            choose(strategy, Identity.of("user-" + random.nextInt(100)), randomLoads(count, random));
        }
    }

    @Test
    void userKeepsItsShardWhileTheNumberOfShardsStays() {
        ShardingStrategy strategy = strategy();
        assumeTrue(strategy.keepsUsersTogether(), "the strategy does not keep users together");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int count = 1; count <= MAX_SHARDS; count++) {
            for (String user : ODD_USERS) {
                int first = choose(strategy, Identity.of(user), randomLoads(count, random));
                Identity otherDevice = new Identity(user, "192.0.2." + count, Map.of("device", "tablet"));
                assertThat(choose(strategy, otherDevice, randomLoads(count, random)))
                        .as("shard of a second device of user '%s' among %d shards", user, count)
                        .isEqualTo(first);
            }
        }
    }

    @Test
    void usersWithNumbersAreSpread() {
        assertThatUsersAreSpread("numbers in sequence", i -> Integer.toString(i));
    }

    @Test
    void usersWithNamesAreSpread() {
        assertThatUsersAreSpread("names in sequence", i -> "user-" + i);
    }

    @Test
    void usersWithRandomIdsAreSpread() {
        SplittableRandom random = new SplittableRandom(SEED);
        assertThatUsersAreSpread("random hex ids", i -> Long.toHexString(random.nextLong()));
    }

    @Test
    void threadsMayChooseAtTheSameTime() throws Exception {
        ShardingStrategy strategy = strategy();
        List<Integer> alone = chooseForMany(strategy);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Integer>>> results = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> chooseForMany(strategy)))
                    .toList();
            for (Future<List<Integer>> result : results) {
                List<Integer> chosen = result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (strategy.keepsUsersTogether()) {
                    assertThat(chosen)
                            .as("shards of the same users, chosen by several threads")
                            .isEqualTo(alone);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void loadsAreNotKept() {
        ShardingStrategy strategy = strategy();
        WeakReference<List<ShardLoad>> loads = chooseAndForget(strategy);
        boolean isFree = Patience.isMet(
                () -> {
                    System.gc();
                    return loads.get() == null;
                },
                GARBAGE_LIMIT);
        assertThat(isFree)
                .as("whether the list of loads is garbage after the choice by %s", strategy)
                .isTrue();
    }

    private static WeakReference<List<ShardLoad>> chooseAndForget(ShardingStrategy strategy) {
        List<ShardLoad> loads = loads(4, shard -> shard);
        choose(strategy, Identity.of("7"), loads);
        return new WeakReference<>(loads);
    }

    private void assertThatUsersAreSpread(String kind, IntFunction<String> user) {
        ShardingStrategy strategy = strategy();
        for (int count : new int[] {2, 3, 8, 31, MAX_SHARDS}) {
            AtomicInteger[] clients = new AtomicInteger[count];
            IntStream.range(0, count).forEach(i -> clients[i] = new AtomicInteger());
            List<ShardLoad> loads = loads(count, shard -> clients[shard].get());
            for (int i = 0; i < count * USERS_PER_SHARD; i++) {
                clients[choose(strategy, Identity.of(user.apply(i)), loads)].incrementAndGet();
            }
            for (int shard = 0; shard < count; shard++) {
                assertThat(clients[shard].get())
                        .as(
                                "clients of shard %d of %d with %s, where the mean is %d",
                                shard, count, kind, USERS_PER_SHARD)
                        .isPositive()
                        .isLessThanOrEqualTo((int) (maxToMean() * USERS_PER_SHARD));
            }
        }
    }

    private static List<Integer> chooseForMany(ShardingStrategy strategy) {
        List<ShardLoad> loads = loads(8, shard -> shard);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            chosen.add(choose(strategy, Identity.of("user-" + i), loads));
        }
        return chosen;
    }

    /** Asks the strategy with a list that cannot be changed, and checks the range of its answer. */
    private static int choose(ShardingStrategy strategy, Identity identity, List<ShardLoad> loads) {
        int index;
        try {
            index = strategy.shardFor(identity, loads);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "shardFor threw " + e + " for user '" + identity.userId() + "' and " + loads.size() + " shards", e);
        }
        assertThat(index)
                .as("shard of user '%s' among %d", identity.userId(), loads.size())
                .isBetween(0, loads.size() - 1);
        return index;
    }

    private static List<ShardLoad> randomLoads(int count, SplittableRandom random) {
        int bound = 1 + random.nextInt(100_000);
        List<Integer> clients = random.ints(count, 0, bound).boxed().toList();
        return loads(count, clients::get);
    }

    private static List<ShardLoad> loads(int count, IntFunction<Integer> clients) {
        return IntStream.range(0, count)
                .<ShardLoad>mapToObj(shard -> new Load(shard, clients))
                .toList();
    }

    private record Load(int shard, IntFunction<Integer> source) implements ShardLoad {
        @Override
        public int clients() {
            return source.apply(shard);
        }

        @Override
        public int mailbox() {
            return source.apply(shard) / 2;
        }

        @Override
        public double deliveries() {
            return 10.0 * source.apply(shard);
        }

        @Override
        public boolean accepting() {
            return true;
        }
    }
}
