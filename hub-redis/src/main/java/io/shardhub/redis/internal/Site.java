package io.shardhub.redis.internal;

import io.shardhub.redis.internal.link.Dialer;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.link.Lookout;
import io.shardhub.redis.internal.link.SentinelServer;
import io.shardhub.redis.internal.link.Server;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Sender;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one bus know.
 *
 * @param self this node
 * @param keys names in Redis
 * @param servers where the Redis of each partition is
 * @param sentinels who else may say that it is there no longer; null if there are none
 * @param dialer how connections are made
 * @param settings figures
 * @param closed open when it is time to end
 */
public record Site(
        Sender self,
        KeySpace keys,
        IntFunction<Server> servers,
        @Nullable SentinelServer sentinels,
        Dialer dialer,
        Settings settings,
        CountDownLatch closed) {

    /**
     * Figures.
     *
     * @param heartbeatNanos between two signs of life
     * @param timeoutNanos how long Redis may take to answer
     * @param buffer messages that may wait to be published
     * @param sharded whether channels belong to slots
     * @param retention entries that logs keep; zero if there are none
     */
    public record Settings(long heartbeatNanos, long timeoutNanos, int buffer, boolean sharded, int retention) {

        private static final int PROBES = 4; // in a heartbeat

        /** How messages are spread over Redis, in words; what all nodes must agree on. */
        public String layout(int partitions) {
            return partitions + " partitions, " + (retention == 0 ? "PUBSUB" : "STREAMS");
        }

        /** Between two probes. */
        public long probeNanos() {
            return heartbeatNanos / PROBES;
        }
    }

    /** Asks the sentinels; null if there are none. */
    @Nullable
    Lookout lookout() {
        return sentinels == null
                ? null
                : new Lookout(
                        self.nodeId(),
                        sentinels,
                        settings.probeNanos(),
                        settings.heartbeatNanos() / 2 + Math.max(1, sentinels.minority()) * settings.timeoutNanos(),
                        closed);
    }

    /** Makes connections to the Redis of a partition; the role names them there and in logs. */
    Linker linker(int partition, String role) {
        return new Linker(self.nodeId(), role, servers.apply(partition), dialer, closed);
    }
}
