package io.shardhub.core.internal.alert;

import io.shardhub.core.internal.shard.Shard;
import java.time.Duration;
import java.util.List;

/**
 * What rules look at.
 *
 * @param shards the shards
 * @param mailboxCapacity of each
 * @param errors failures of code per second
 * @param disconnects clients that left in the last second
 * @param handler how long one in a hundred of the slowest type of handler takes
 * @param delivery how long one in a hundred of the slowest priority takes to its connection
 * @param workerAge how long the client waits that waits longest for a worker
 * @param busVerified whether the bus is, if there is one
 */
public record Gauges(
        List<Shard> shards,
        int mailboxCapacity,
        double errors,
        double disconnects,
        Duration handler,
        Duration delivery,
        Duration workerAge,
        boolean busVerified) {

    /** Fewer clients are never out of balance: chance alone makes them so. */
    private static final int FEW = 100;

    /** Fewer that leave in a second are nothing to speak of. */
    private static final int HANDFUL = 50;

    double fullestMailbox() {
        int deepest = shards.stream().mapToInt(Shard::mailbox).max().orElse(0);
        return (double) deepest / mailboxCapacity;
    }

    double imbalance() {
        int[] clients = shards.stream()
                .filter(Shard::accepting)
                .mapToInt(Shard::clients)
                .toArray();
        long sum = 0;
        int most = 0;
        for (int count : clients) {
            sum += count;
            most = Math.max(most, count);
        }
        return sum < FEW ? 0 : (double) most * clients.length / sum;
    }

    double slowestHandler() {
        return seconds(handler);
    }

    double slowestDelivery() {
        return seconds(delivery);
    }

    double oldest() {
        double oldest = seconds(workerAge);
        for (Shard shard : shards) {
            oldest = Math.max(oldest, seconds(shard.waits().mailbox()));
            oldest = Math.max(oldest, seconds(shard.waits().outboxes()));
        }
        return oldest;
    }

    double departing() {
        long clients = shards.stream().mapToLong(Shard::clients).sum();
        return disconnects < HANDFUL ? 0 : disconnects / (clients + disconnects);
    }

    double busSilence() {
        return busVerified ? 0 : 1;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
