package io.shardhub.core;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.sharding.AdaptiveSharding;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.options.ShardOptions;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.sharding.ShardingStrategy;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a hub that can be exchanged. Immutable; a hub that is made of them makes its own strategy, unless it is given one.
 *
 * @param strategy chooses the shard of a new client; null to take the one that the options name
 * @param strategies makes strategies, by the names that options may use
 * @param protocol maps messages to frames
 * @param runtime time and threads
 * @param cluster connects the hub with those of other nodes; null for a hub of its own
 * @param passKey proves that who shows a pass was here lately; random unless it is given, so that no other hub knows its passes
 */
public record HubParts(
        @Nullable ShardingStrategy strategy,
        Map<String, Supplier<? extends ShardingStrategy>> strategies,
        WireProtocol protocol,
        HubRuntime runtime,
        @Nullable ClusterBus cluster,
        SecretKey passKey) {

    private static final int KEY_BYTES = 32;
    private static final long SEED = 0x5eed;

    private static final Map<String, Supplier<? extends ShardingStrategy>> BUILT_IN = Map.of(
            "user_id", UserIdSharding::new,
            "round_robin", RoundRobinSharding::new,
            "adaptive", () -> new AdaptiveSharding(new SplittableRandom(SEED)));

    /** Copies the map. */
    public HubParts {
        strategies = Map.copyOf(strategies);
    }

    /** The strategies {@code user_id}, {@code round_robin} and {@code adaptive}, JSON, real threads. */
    public static HubParts defaults() {
        return new HubParts(null, BUILT_IN, new JsonProtocol(), HubRuntime.threads(), null, key(random()));
    }

    /** With this strategy, whatever the options name. */
    public HubParts withStrategy(ShardingStrategy newStrategy) {
        return new HubParts(newStrategy, strategies, protocol, runtime, cluster, passKey);
    }

    /**
     * With one more strategy for options to name.
     *
     * @param name lower-case letters, digits, dashes or underscores; refused if it is taken
     * @param maker called once for each hub that uses the strategy
     */
    public HubParts withStrategy(String name, Supplier<? extends ShardingStrategy> maker) {
        Map<String, Supplier<? extends ShardingStrategy>> more = new TreeMap<>(strategies);
        if (more.put(name, maker) != null) {
            throw new IllegalArgumentException(
                    "strategy: " + name + " (expected: none of the names that are taken, " + more.keySet() + ")");
        }
        return new HubParts(strategy, more, protocol, runtime, cluster, passKey);
    }

    /** With another protocol. */
    public HubParts withProtocol(WireProtocol newProtocol) {
        return new HubParts(strategy, strategies, newProtocol, runtime, cluster, passKey);
    }

    /** With another runtime. */
    public HubParts withRuntime(HubRuntime newRuntime) {
        return new HubParts(strategy, strategies, protocol, newRuntime, cluster, passKey);
    }

    /**
     * With other nodes.
     *
     * @param bus not started; it serves one hub, which starts and closes it
     */
    public HubParts withCluster(ClusterBus bus) {
        return new HubParts(strategy, strategies, protocol, runtime, bus, passKey);
    }

    /**
     * With a key for the passes with which clients come back, so that nodes of a cluster, and a hub that starts again, know each
     * other's: see {@link io.shardhub.transport.Gateway#isReturning}.
     *
     * @param newKey a secret of at least 32 random bytes
     */
    public HubParts withPassKey(byte[] newKey) {
        if (newKey.length < KEY_BYTES) {
            throw new IllegalArgumentException(
                    "passKey: " + newKey.length + " bytes (expected: at least " + KEY_BYTES + ")");
        }
        return new HubParts(strategy, strategies, protocol, runtime, cluster, key(newKey));
    }

    private static byte[] random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** The strategy for a new hub; the one in code wins over the name in the options. */
    ShardingStrategy strategyFor(ShardOptions options) {
        return strategy != null
                ? strategy
                : Objects.requireNonNull(options.strategyAmong(strategies).get(), options.strategy());
    }
}
