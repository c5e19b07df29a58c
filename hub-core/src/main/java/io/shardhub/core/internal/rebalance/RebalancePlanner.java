package io.shardhub.core.internal.rebalance;

import io.shardhub.options.RebalanceOptions;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.sharding.RebalancePlan.Move;
import io.shardhub.sharding.RebalancePlan.Reason;
import io.shardhub.sharding.ShardLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides how many clients move from where to where. A pure function, in time of n log n for n shards.
 *
 * <p>Shards that are to be emptied lose all their clients. A shard is hot when its load is above the threshold; it sheds
 * clients until it is half way between the threshold and the mean, so that it is not hot again at the next breath. A hot
 * shard of the previous plan goes on to that level, although it is below the threshold by now. Who asks for a plan, or changes
 * the number of shards, wants it even: then all that is above the mean is shed.
 *
 * <p>Clients go to the least loaded shards, which are filled to one level like vessels. No shard is taken below the mean,
 * none above it is given anything, and each single client goes to a shard that has less load than its own has without it. So
 * every move lessens the sum of the squares of the loads: plans come to an end and never oscillate, and the distance between
 * the highest load and the lowest never grows, unless shards are emptied. That holds for the loads as planned, in which every client
 * is its shard's average: a single client that is a shard's whole load makes every shard hot that it comes to.
 */
public final class RebalancePlanner {

    /** What is nearly a whole client counts as one. */
    private static final double ROUNDING = 1e-9;

    private final double threshold;
    private final int maxMoves;

    /** A planner with that threshold and limit of moves. */
    public RebalancePlanner(RebalanceOptions options) {
        this.threshold = options.threshold();
        this.maxMoves = options.maxMoves();
    }

    /**
     * Plans the next moves.
     *
     * @param shards the loads by index; one that neither accepts clients nor is to be emptied is left alone
     * @param emptied indices of shards that shall lose all their clients, and get none
     * @param previous the plan before this one, whose hot shards may not be cool enough yet
     */
    public RebalancePlan plan(
            Reason reason, List<? extends ShardLoad> shards, Set<Integer> emptied, RebalancePlan previous) {
        RelativeLoads loads = new RelativeLoads(shards, emptied);
        int[] keepers = loads.keepersByLoad();
        List<Shedding> sheddings = keepers.length == 0 ? List.of() : sheddings(reason, loads, keepers, previous);
        return new RebalancePlan(reason, loads.asList(), moves(loads, keepers, sheddings));
    }

    private record Shedding(int from, int clients, double ofClient) {}

    private List<Shedding> sheddings(Reason reason, RelativeLoads loads, int[] keepers, RebalancePlan previous) {
        List<Shedding> sheddings = new ArrayList<>();
        int left = maxMoves;
        for (int shard : loads.emptied()) {
            left -= shed(shard, Math.min(left, loads.clientsOf(shard)), loads, sheddings);
        }
        boolean even = reason == Reason.REQUESTED || reason == Reason.RESIZE;
        Set<Integer> relieved = previous.moves().stream().map(Move::from).collect(Collectors.toSet());
        double stop = even ? 1 : (1 + threshold) / 2;
        for (int i = keepers.length - 1; i >= 0; i--) { // the hottest first
            int shard = keepers[i];
            double start = even || relieved.contains(shard) ? stop : threshold;
            if (loads.of(shard) > start) {
                double excess = (loads.of(shard) - stop) / loads.ofClient(shard);
                left -= shed(shard, (int) Math.min(left, excess + ROUNDING), loads, sheddings);
            }
        }
        return sheddings;
    }

    private static int shed(int shard, int clients, RelativeLoads loads, List<Shedding> sheddings) {
        if (clients > 0) {
            sheddings.add(new Shedding(shard, clients, loads.ofClient(shard)));
        }
        return clients;
    }

    private static List<Move> moves(RelativeLoads loads, int[] keepers, List<Shedding> sheddings) {
        List<Move> moves = new ArrayList<>();
        double level = level(loads, keepers, sheddings);
        int next = 0;
        double filled = 0; // of the next keeper, in this plan
        for (Shedding shedding : sheddings) {
            int left = shedding.clients();
            while (left > 0 && next < keepers.length && loads.of(keepers[next]) < level) {
                double room = level - loads.of(keepers[next]) - filled;
                int taken = (int) Math.min(left, Math.ceil(room / shedding.ofClient() - ROUNDING));
                if (taken > 0) {
                    moves.add(new Move(shedding.from(), keepers[next], taken));
                    left -= taken;
                    filled += taken * shedding.ofClient();
                } else {
                    next++;
                    filled = 0;
                }
            }
        }
        return moves;
    }

    /** The level to which the least loaded keepers rise when they share all that is shed; at most the mean. */
    private static double level(RelativeLoads loads, int[] keepers, List<Shedding> sheddings) {
        double sum = 0;
        for (Shedding shedding : sheddings) {
            sum += shedding.clients() * shedding.ofClient();
        }
        for (int i = 0; i < keepers.length; i++) {
            sum += loads.of(keepers[i]);
            double level = sum / (i + 1);
            if (i + 1 == keepers.length || level <= loads.of(keepers[i + 1])) {
                return level;
            }
        }
        return 0;
    }
}
