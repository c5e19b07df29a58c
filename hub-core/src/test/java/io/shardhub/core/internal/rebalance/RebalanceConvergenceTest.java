package io.shardhub.core.internal.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.sharding.LoadScore;
import io.shardhub.options.RebalanceOptions;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.sharding.RebalancePlan.Move;
import io.shardhub.sharding.RebalancePlan.Reason;
import io.shardhub.sharding.ShardLoad;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans for thousands of random hubs, carried out again and again until there is nothing left to do. */
final class RebalanceConvergenceTest {

    private static final int HUBS = 2_000;
    private static final double ROUNDING = 1e-6;

    /** A shard whose clients are all alike and take their part of its rate along. */
    private static final class Model implements ShardLoad {
        private final boolean accepting;
        private int clients;
        private double deliveries;

        Model(SplittableRandom random) {
            this.accepting = random.nextInt(10) > 0;
            this.clients = random.nextInt(3) == 0 ? random.nextInt(10) : random.nextInt(5_000);
            this.deliveries = clients * Math.pow(10, random.nextDouble(3));
        }

        @Override
        public int clients() {
            return clients;
        }

        @Override
        public int mailbox() {
            return 0;
        }

        @Override
        public double deliveries() {
            return deliveries;
        }

        @Override
        public boolean accepting() {
            return accepting;
        }

        void give(int moving, Model to) {
            double share = clients == moving ? deliveries : deliveries * moving / clients;
            clients -= moving;
            deliveries -= share;
            to.clients += moving;
            to.deliveries += share;
        }
    }

    private static final class Hub {
        private final List<Model> shards;
        private final Set<Integer> emptied = new HashSet<>();
        private final RebalanceOptions options;
        private RebalancePlan plan = new RebalancePlan(Reason.PERIODIC, List.of(), List.of());

        Hub(SplittableRandom random, boolean empties) {
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 256 : 12);
            shards = Stream.generate(() -> new Model(random)).limit(count).toList();
            options = RebalanceOptions.defaults()
                    .withThreshold(1.05 + random.nextDouble(2))
                    .withMaxMoves(Math.min(100_000, 1 + clients() / (1 + random.nextInt(20))));
            for (int i = 0; empties && i < count; i++) {
                if (random.nextInt(8) == 0) {
                    emptied.add(i);
                }
            }
        }

        boolean keeps(int shard) {
            return shards.get(shard).accepting() && !emptied.contains(shard);
        }

        IntStream keepers() {
            return IntStream.range(0, shards.size()).filter(this::keeps);
        }

        int clients() {
            return shards.stream().mapToInt(Model::clients).sum();
        }

        /** The loads of those that keep clients, where 1 is their mean in the end. */
        double[] loads() {
            List<Model> compared = IntStream.range(0, shards.size())
                    .filter(i -> keeps(i) || emptied.contains(i))
                    .mapToObj(shards::get)
                    .toList();
            LoadScore score = LoadScore.among(compared.isEmpty() ? shards : compared);
            double even = compared.stream().mapToDouble(score::of).sum()
                    / Math.max(1, keepers().count());
            return keepers()
                    .mapToDouble(i -> score.of(shards.get(i)) / Math.max(even, 1e-300))
                    .toArray();
        }

        boolean advance(Reason reason) {
            plan = new RebalancePlanner(options).plan(reason, shards, emptied, plan);
            assertLawful();
            for (Move move : plan.moves()) {
                shards.get(move.from()).give(move.clients(), shards.get(move.to()));
            }
            return !plan.isEmpty();
        }

        private void assertLawful() {
            List<Double> loads = plan.loads();
            int[] leaving = new int[shards.size()];
            boolean lawful =
                    plan.clients() <= options.maxMoves() && plan.moves().size() <= 2 * shards.size();
            for (Move move : plan.moves()) {
                leaving[move.from()] += move.clients();
                boolean mayLeave = emptied.contains(move.from()) || (keeps(move.from()) && loads.get(move.from()) > 1);
                boolean mayCome = keeps(move.to()) && loads.get(move.to()) < 1;
                lawful &= mayLeave && mayCome;
                lawful &= leaving[move.from()] <= shards.get(move.from()).clients();
            }
            assertThat(lawful)
                    .as("%s is lawful where %s are emptied", plan, emptied)
                    .isTrue();
        }
    }

    private static double spread(double[] loads) {
        return IntStream.range(0, loads.length).mapToDouble(i -> loads[i]).max().orElse(0)
                - IntStream.range(0, loads.length)
                        .mapToDouble(i -> loads[i])
                        .min()
                        .orElse(0);
    }

    private static double squares(double[] loads) {
        return IntStream.range(0, loads.length)
                .mapToDouble(i -> loads[i] * loads[i])
                .sum();
    }

    @ParameterizedTest
    @EnumSource(names = {"PERIODIC", "REQUESTED"})
    void plansCalmEveryHubAndNeverMakeItWorse(Reason reason) {
        for (int seed = 0; seed < HUBS; seed++) {
            Hub hub = new Hub(new SplittableRandom(seed), false);
            int clients = hub.clients();
            double[] before = hub.loads();
            int rounds = 0;
            while (hub.advance(reason)) {
                double[] after = hub.loads();
                assertThat(spread(after)).as("spread, seed %d", seed).isLessThanOrEqualTo(spread(before) + ROUNDING);
                assertThat(squares(after)).as("sum of squares, seed %d", seed).isLessThan(squares(before));
                assertThat(++rounds).as("rounds, seed %d", seed).isLessThan(2 * clients / hub.options.maxMoves() + 50);
                before = after;
            }
            assertThat(hub.clients()).as("clients, seed %d", seed).isEqualTo(clients);
            assertCalm(hub, reason, seed);
        }
    }

    /** Nobody is hot but shards that have not even one client too many. */
    private static void assertCalm(Hub hub, Reason reason, int seed) {
        double threshold = reason == Reason.REQUESTED ? 1 : hub.options.threshold();
        double stop = (1 + threshold) / 2;
        double[] loads = hub.loads();
        int[] keepers = hub.keepers().toArray();
        for (int i = 0; i < keepers.length; i++) {
            double ofClient = loads[i] / Math.max(1, hub.shards.get(keepers[i]).clients());
            assertThat(loads[i] <= threshold + ROUNDING || loads[i] - ofClient < stop + ROUNDING)
                    .as("shard %d is calm, seed %d: %s", keepers[i], seed, loads[i])
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DRAIN", "RESIZE"})
    void drainedShardsAreEmptiedWhereverSomeoneAccepts(Reason reason) {
        for (int seed = 0; seed < HUBS; seed++) {
            Hub hub = new Hub(new SplittableRandom(seed), true);
            int clients = hub.clients();
            int rounds = 0;
            while (hub.advance(reason)) {
                assertThat(++rounds).as("rounds, seed %d", seed).isLessThan(2 * clients / hub.options.maxMoves() + 50);
            }
            assertThat(hub.clients()).as("clients, seed %d", seed).isEqualTo(clients);
            if (hub.keepers().findAny().isPresent()) {
                assertThat(hub.emptied).allMatch(i -> hub.shards.get(i).clients() == 0, "is empty, seed " + seed);
                assertCalm(hub, reason == Reason.RESIZE ? Reason.REQUESTED : reason, seed);
            }
        }
    }
}
