package io.shardhub.core.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Identity;
import io.shardhub.contract.ShardingStrategyContract;
import io.shardhub.core.testing.FixedLoad;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdaptiveShardingTest extends ShardingStrategyContract {

    private static final int ARRIVALS = 100_000;

    @Override
    protected ShardingStrategy strategy() {
        return adaptive(1);
    }

    @Override
    protected double maxToMean() {
        return 1.1;
    }

    private static String oneOfMany(int i) {
        return "user-" + i;
    }

    private static AdaptiveSharding adaptive(long seed) {
        return new AdaptiveSharding(new SplittableRandom(seed));
    }

    /** How many clients each shard has after 100,000 arrivals, if a shard with n clients has the load that is given. */
    private static int[] arrivals(int shards, IntFunction<String> users, LoadOfShard load) {
        int[] clients = new int[shards];
        List<ShardLoad> loads = new ArrayList<>();
        IntStream.range(0, shards).forEach(i -> loads.add(FixedLoad.IDLE));
        AdaptiveSharding strategy = adaptive(2);
        for (int i = 0; i < ARRIVALS; i++) {
            int chosen = strategy.shardFor(Identity.of(users.apply(i)), loads);
            clients[chosen]++;
            for (int shard = 0; shard < shards; shard++) {
                loads.set(shard, load.of(shard, clients[shard]));
            }
        }
        return clients;
    }

    private interface LoadOfShard {
        FixedLoad of(int shard, int clients);
    }

    @ParameterizedTest
    @CsvSource({"2, 1.02", "8, 1.03", "32, 1.06"})
    void differentUsersAreSpreadEvenly(int shards, double maxToMean) {
        assertSpread(
                arrivals(shards, AdaptiveShardingTest::oneOfMany, (shard, clients) -> FixedLoad.ofClients(clients)),
                maxToMean);
    }

    @ParameterizedTest
    @CsvSource({"2, 1.06", "8, 1.12", "32, 1.12"})
    void clientsOfOneUserAreSpreadWithinTheMargin(int shards, double maxToMean) {
        assertSpread(arrivals(shards, i -> "guest", (shard, clients) -> FixedLoad.ofClients(clients)), maxToMean);
    }

    private static void assertSpread(int[] clients, double maxToMean) {
        double mean = ARRIVALS / (double) clients.length;
        assertThat(IntStream.of(clients).max().orElseThrow() / mean)
                .as("fullest of %s to the mean", Arrays.toString(clients))
                .isLessThanOrEqualTo(maxToMean);
        assertThat(IntStream.of(clients).min().orElseThrow() / mean)
                .as("emptiest of %s to the mean", Arrays.toString(clients))
                .isGreaterThanOrEqualTo(2 - maxToMean);
    }

    @Test
    void shardWithADeepMailboxGetsFewer() {
        int[] clients = arrivals(
                8,
                AdaptiveShardingTest::oneOfMany,
                (shard, count) -> FixedLoad.ofClients(count).withMailbox(shard == 3 ? 4_000 : 0));
        assertThat(clients[3])
                .as("clients of the slow one of %s", Arrays.toString(clients))
                .isLessThan(ARRIVALS / 8 / 2);
    }

    @Test
    void shardWithAHighRateGetsFewer() {
        int[] clients = arrivals(
                8,
                AdaptiveShardingTest::oneOfMany,
                (shard, count) -> FixedLoad.ofClients(count).withDeliveries(count * (shard == 3 ? 9.0 : 1)));
        assertThat(clients[3])
                .as("clients of the hot one of %s", Arrays.toString(clients))
                .isBetween(ARRIVALS / 80, ARRIVALS / 8 * 3 / 4);
    }

    @Test
    void clientStaysAtItsUsersHomeUnlessAnotherShardIsBetterByMoreThanTheMargin() {
        ShardingStrategy strategy = adaptive(3);
        Identity ofShard0 = Identity.of("0");
        for (int i = 0; i < 100; i++) {
            assertThat(strategy.shardFor(ofShard0, List.of(FixedLoad.ofClients(110), FixedLoad.ofClients(100))))
                    .isZero();
            assertThat(strategy.shardFor(ofShard0, List.of(FixedLoad.ofClients(111), FixedLoad.ofClients(100))))
                    .isEqualTo(1);
        }
    }

    @Test
    void nearlyEqualShardsKeepTheirUsersHoweverTheFiguresFlicker() {
        ShardingStrategy strategy = adaptive(4);
        SplittableRandom flicker = new SplittableRandom(4);
        for (int i = 0; i < 10_000; i++) {
            List<ShardLoad> shards = flicker.ints(8, 1_000, 1_100)
                    .<ShardLoad>mapToObj(FixedLoad::ofClients)
                    .toList();
            Identity user = Identity.of("user-" + i % 50);
            assertThat(strategy.shardFor(user, shards)).isEqualTo(new UserIdSharding().shardFor(user, shards));
        }
    }

    /** The least loaded shard is drawn as seldom as any other, so stale figures do not send everybody there. */
    @Test
    void leastLoadedShardIsNotStormedWhileFiguresAreOld() {
        List<ShardLoad> old = new ArrayList<>(Collections.nCopies(8, FixedLoad.ofClients(1_000)));
        old.set(5, FixedLoad.ofClients(0));
        ShardingStrategy strategy = adaptive(5);
        long stormers = IntStream.range(0, ARRIVALS)
                .filter(i -> strategy.shardFor(Identity.of(oneOfMany(i)), old) == 5)
                .count();
        assertThat(stormers / (double) ARRIVALS).isBetween(0.24, 0.26);
    }

    @Test
    void seedDecidesTheChoices() {
        assertThat(choices(6)).isEqualTo(choices(6)).isNotEqualTo(choices(7));
    }

    private static List<Integer> choices(long seed) {
        AdaptiveSharding strategy = adaptive(seed);
        List<ShardLoad> shards = new ArrayList<>(Collections.nCopies(8, FixedLoad.IDLE));
        shards.set(0, FixedLoad.ofClients(1_000));
        return IntStream.range(0, 100)
                .mapToObj(i -> strategy.shardFor(Identity.of("0"), shards))
                .toList();
    }
}
