package io.shardhub.redis;

import io.shardhub.options.Check;
import io.shardhub.options.ClusterOptions;
import io.shardhub.options.OptionEntries;
import io.shardhub.options.OptionsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How a bus uses Redis.
 *
 * @param topology where Redis is
 * @param access how a node gets in
 * @param prefix begins every name in Redis: 1 to 64 letters, digits, dots, dashes or underscores; the same on all nodes of a
 *     cluster, another one for every cluster that shares the Redis
 * @param mode what Redis does with messages
 * @param partitions how many connections share the load, 1 to 64, each with one to publish and one to listen; the same on all
 *     nodes of a cluster. One keeps messages of one origin in order even if their targets differ
 * @param retention messages of hubs that the log of a partition keeps at least, 100 to 100 million; used in mode {@code STREAMS}
 * @param timeout how long Redis may take to connect or to answer, 50 ms to 1 min; a connection that takes longer is given up
 */
public record RedisOptions(
        RedisTopology topology,
        RedisAccess access,
        String prefix,
        DeliveryMode mode,
        int partitions,
        int retention,
        Duration timeout) {

    private static final int MOST_PARTITIONS = 64;

    /** Checks every value. */
    public RedisOptions {
        Check.all(
                Check.that(
                        prefix.matches("[A-Za-z0-9_.-]{1,64}"),
                        "redis.prefix",
                        prefix,
                        "1 to 64 letters, digits, dots, dashes or underscores"),
                Check.between(1, MOST_PARTITIONS, partitions, "redis.partitions"),
                Check.between(100, 100_000_000, retention, "redis.retention"),
                Check.between(Duration.ofMillis(50), Duration.ofMinutes(1), timeout, "redis.timeout"));
    }

    /**
     * Reads options from properties, as {@link io.shardhub.options.HubOptions#from} does: where Redis is, by one of {@code
     * hub.redis.address} (127.0.0.1:6379), {@code hub.redis.sentinel.master} with {@code hub.redis.sentinel.addresses}, and {@code
     * hub.redis.cluster}, the latter two with a comma between addresses; {@code hub.redis.user}, {@code hub.redis.password} and {@code
     * hub.redis.tls}, and the same below {@code hub.redis.sentinel}; {@code hub.redis.prefix}, {@code mode}, {@code partitions}, {@code
     * retention} and {@code timeout}. No message repeats a password.
     *
     * @param cluster has the connections that {@linkplain #withConnections make partitions} if none are given; give them where
     *     nodes have different numbers of processors, since the presets look at those
     * @throws OptionsException if anything below {@code hub.redis.} is unknown or out of its range; it names all faults
     */
    public static RedisOptions from(Properties properties, ClusterOptions cluster) {
        return new RedisOptionsReader(OptionEntries.of(properties, RedisOptionsReader.SECTION)).read(cluster);
    }

    /**
     * Reads options from environment variables, as {@link #from} does: {@code HUB_REDIS_ADDRESS}, {@code
     * HUB_REDIS_SENTINEL_MASTER}.
     *
     * @param variables such as {@link System#getenv()}
     * @throws OptionsException if anything with the prefix {@code HUB_REDIS_} is unknown or out of its range; it names all faults
     */
    public static RedisOptions fromEnvironment(Map<String, String> variables, ClusterOptions cluster) {
        return new RedisOptionsReader(OptionEntries.of(variables, RedisOptionsReader.SECTION)).read(cluster);
    }

    /** One server without a password; the prefix {@code hub}, one partition, 100,000 messages, two seconds. */
    public static RedisOptions standalone(String host, int port) {
        return of(new RedisTopology.Standalone(new RedisAddress(host, port)), 1);
    }

    /** The same for a master that is watched by sentinels. */
    public static RedisOptions sentinel(String master, RedisAddress... sentinels) {
        return of(new RedisTopology.Sentinel(master, List.of(sentinels), RedisAccess.open()), 1);
    }

    /** The same for a Redis Cluster, in four partitions, which may be on as many of its servers. */
    public static RedisOptions cluster(RedisAddress... seeds) {
        return of(new RedisTopology.Cluster(List.of(seeds)), 4);
    }

    private static RedisOptions of(RedisTopology topology, int partitions) {
        return new RedisOptions(
                topology, RedisAccess.open(), "hub", DeliveryMode.PUBSUB, partitions, 100_000, Duration.ofSeconds(2));
    }

    /**
     * As many partitions as a number of connections allows, at least one: each takes two, and the node itself one. To be given the
     * connections of the hub's options, which must be the same on all nodes then.
     *
     * @see io.shardhub.options.ClusterOptions#connections()
     */
    public RedisOptions withConnections(int connections) {
        return withPartitions(Math.max(1, Math.min(MOST_PARTITIONS, (connections - 1) / 2)));
    }

    /** At another place. */
    public RedisOptions withTopology(RedisTopology newTopology) {
        return new RedisOptions(newTopology, access, prefix, mode, partitions, retention, timeout);
    }

    /** With another way in. */
    public RedisOptions withAccess(RedisAccess newAccess) {
        return new RedisOptions(topology, newAccess, prefix, mode, partitions, retention, timeout);
    }

    /** With another prefix. */
    public RedisOptions withPrefix(String newPrefix) {
        return new RedisOptions(topology, access, newPrefix, mode, partitions, retention, timeout);
    }

    /** In another mode. */
    public RedisOptions withMode(DeliveryMode newMode) {
        return new RedisOptions(topology, access, prefix, newMode, partitions, retention, timeout);
    }

    /** With another number of partitions. */
    public RedisOptions withPartitions(int newPartitions) {
        return new RedisOptions(topology, access, prefix, mode, newPartitions, retention, timeout);
    }

    /** With another length of the logs. */
    public RedisOptions withRetention(int newRetention) {
        return new RedisOptions(topology, access, prefix, mode, partitions, newRetention, timeout);
    }

    /** With another timeout. */
    public RedisOptions withTimeout(Duration newTimeout) {
        return new RedisOptions(topology, access, prefix, mode, partitions, retention, newTimeout);
    }
}
