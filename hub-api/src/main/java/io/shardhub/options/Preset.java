package io.shardhub.options;

import java.time.Duration;

/** The three sizes that a hub starts from; {@link HubOptions} has them as a table. */
enum Preset {
    SMALL(2, 1_000, 256, 60, 5, 5),
    MEDIUM(8, 2_000, 512, 30, 10, 20),
    HIGH(32, 5_000, 1_024, 15, 20, 50);

    private static final int WORKERS_PER_SHARD = 2;

    private final int leastShards; // at most twice as many
    private final int clientsPerShard; // as many come in a second
    private final int outbox;
    private final int pingSeconds;
    private final int leastConnections;
    private final int mostConnections;

    Preset(int leastShards, int clients, int outbox, int pingSeconds, int leastConnections, int mostConnections) {
        this.leastShards = leastShards;
        this.clientsPerShard = clients;
        this.outbox = outbox;
        this.pingSeconds = pingSeconds;
        this.leastConnections = leastConnections;
        this.mostConnections = mostConnections;
    }

    /** The options of this size for a machine. */
    HubOptions options(int processors) {
        int shards = nearest(leastShards, 2 * leastShards, processors);
        return new HubOptions(
                "hub",
                new ShardOptions(shards, clientsPerShard, 16_384, 256, "user_id"),
                OutboxOptions.defaults().withCapacity(outbox).withMaxBytes(outbox * 4_096),
                InboundOptions.defaults(shards * WORKERS_PER_SHARD),
                new LivenessOptions(Duration.ofSeconds(pingSeconds), Duration.ofSeconds(10)),
                ClosingOptions.defaults(),
                RebalanceOptions.defaults(),
                SupervisionOptions.defaults(),
                new AdmissionOptions(clientsPerShard, 2 * clientsPerShard, Duration.ofSeconds(2)),
                ClusterOptions.defaults(nearest(leastConnections, mostConnections, processors)),
                MetricsOptions.defaults(),
                AuthOptions.defaults(),
                LimitOptions.defaults(clientsPerShard));
    }

    private static int nearest(int least, int most, int value) {
        return Math.max(least, Math.min(most, value));
    }
}
