package io.shardhub.core.sharding;

import io.shardhub.annotation.AnyThread;
import io.shardhub.sharding.ShardLoad;
import java.util.List;

/**
 * One number for the load of a shard, in relation to the shards that it is compared with; {@link AdaptiveSharding} and the
 * rebalancer go by it, and so may a strategy of your own.
 *
 * <table>
 *   <caption>What the number is made of</caption>
 *   <tr><th>Measure</th><th>weight</th><th>too little to count</th></tr>
 *   <tr><td>clients</td><td>0.5</td><td>a mean below 1</td></tr>
 *   <tr><td>messages that it writes per second</td><td>0.3</td><td>a mean below 1,000</td></tr>
 *   <tr><td>commands in its mailbox</td><td>0.2</td><td>a mean below 256, about one drain</td></tr>
 * </table>
 *
 * <p>Each measure is divided by its mean over the compared shards, or by the bound of the last column where the mean is
 * lower: one command among idle shards is no load, and a measure that is idle everywhere leaves the others undiluted. The
 * quotients are then added by weight. So the number is linear: if clients take their share of a shard's load with them when
 * they move, the sum over all shards stays the same.
 *
 * @param perClient what a client adds
 * @param perCommand what a waiting command adds
 * @param perDelivery what a message per second adds
 */
@AnyThread
public record LoadScore(double perClient, double perCommand, double perDelivery) {

    private static final double CLIENTS = 0.5;
    private static final double DELIVERIES = 0.3;
    private static final double MAILBOX = 0.2;

    private static final double LEAST_CLIENTS = 1;
    private static final double LEAST_DELIVERIES = 1_000;
    private static final double LEAST_MAILBOX = 256;

    /** The measure for shards that are compared with one another; at least one. */
    public static LoadScore among(List<? extends ShardLoad> shards) {
        double clients = 0;
        double mailbox = 0;
        double deliveries = 0;
        for (ShardLoad shard : shards) {
            clients += shard.clients();
            mailbox += shard.mailbox();
            deliveries += shard.deliveries();
        }
        int count = shards.size();
        return new LoadScore(
                CLIENTS / Math.max(LEAST_CLIENTS, clients / count),
                MAILBOX / Math.max(LEAST_MAILBOX, mailbox / count),
                DELIVERIES / Math.max(LEAST_DELIVERIES, deliveries / count));
    }

    /** The load of a shard; 0 when it has no clients and nothing to do. */
    public double of(ShardLoad shard) {
        return shard.clients() * perClient + shard.mailbox() * perCommand + shard.deliveries() * perDelivery;
    }
}
