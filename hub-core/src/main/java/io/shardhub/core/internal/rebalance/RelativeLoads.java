package io.shardhub.core.internal.rebalance;

import io.shardhub.core.sharding.LoadScore;
import io.shardhub.sharding.ShardLoad;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The loads of a hub's shards at one moment, where 1 is what each shard that may keep clients would have if all were even.
 * The live figures are read once, so that a plan agrees with itself.
 */
final class RelativeLoads {

    private record Reading(int clients, int mailbox, double deliveries, boolean accepting) implements ShardLoad {
        Reading(ShardLoad shard) {
            this(shard.clients(), shard.mailbox(), shard.deliveries(), shard.accepting());
        }
    }

    private final List<Reading> readings;
    private final Set<Integer> emptied;
    private final double[] loads;

    RelativeLoads(List<? extends ShardLoad> shards, Set<Integer> emptied) {
        this.readings = shards.stream().map(Reading::new).toList();
        this.emptied = emptied;
        this.loads = new double[readings.size()];
        List<Reading> compared =
                indices(i -> keeps(i) || empties(i)).mapToObj(readings::get).toList();
        if (!compared.isEmpty()) {
            weigh(LoadScore.among(compared));
        }
    }

    private void weigh(LoadScore score) {
        Arrays.setAll(loads, i -> score.of(readings.get(i)));
        double sum = indices(i -> keeps(i) || empties(i)).mapToDouble(this::of).sum();
        double even = sum / Math.max(1, indices(this::keeps).count());
        if (even > 0) {
            Arrays.setAll(loads, i -> loads[i] / even);
        }
    }

    private boolean empties(int shard) {
        return emptied.contains(shard);
    }

    private boolean keeps(int shard) {
        return readings.get(shard).accepting() && !empties(shard);
    }

    private IntStream indices(IntPredicate which) {
        return IntStream.range(0, loads.length).filter(which);
    }

    /** The load of a shard. */
    double of(int shard) {
        return loads[shard];
    }

    int clientsOf(int shard) {
        return readings.get(shard).clients();
    }

    /** What a client of a shard takes along when it moves: its part of the shard's load. */
    double ofClient(int shard) {
        return of(shard) / clientsOf(shard);
    }

    /** The shards that shall lose all their clients. */
    int[] emptied() {
        return indices(this::empties).toArray();
    }

    /** The shards that may keep clients, the least loaded first. */
    int[] keepersByLoad() {
        return indices(this::keeps)
                .boxed()
                .sorted(Comparator.comparingDouble(this::of))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    List<Double> asList() {
        return Arrays.stream(loads).boxed().toList();
    }
}
