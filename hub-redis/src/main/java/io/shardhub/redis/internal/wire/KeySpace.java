package io.shardhub.redis.internal.wire;

import io.shardhub.cluster.Target;
import java.nio.charset.StandardCharsets;

/**
 * Every key and channel name of one cluster; clusters that share a Redis differ in their prefix. Immutable.
 *
 * <p>Targets are spread over partitions. In Redis Cluster, and when there are several, a partition's names carry a hash tag, so
 * that all of them are in one slot.
 */
public final class KeySpace {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final String prefix;
    private final int partitions;
    private final boolean tagged;
    private final boolean sharded;

    /**
     * Names under a prefix, which the options have checked.
     *
     * @param sharded whether names belong to slots
     */
    public KeySpace(String prefix, int partitions, boolean sharded) {
        this.prefix = prefix;
        this.partitions = partitions;
        this.sharded = sharded;
        this.tagged = sharded || partitions > 1;
    }

    /** The partition in which messages for a target travel. */
    public int partition(Target target) {
        return partitions == 1 || target instanceof Target.All
                ? 0
                : (int) Math.floorMod(hash(suffix(target)), (long) partitions);
    }

    /** The channel on which messages for a target travel. */
    public String channel(Target target) {
        return base(partition(target)) + suffix(target);
    }

    /** The channel on which a node hears what is for it alone, in one partition. */
    public String inbox(int partition, String nodeId) {
        return base(partition) + ":node:" + nodeId;
    }

    /** The channel on which nodes talk about the cluster itself, in one partition. */
    public String control(int partition) {
        return base(partition) + ":control";
    }

    /** The stream with what was published in one partition. */
    public String log(int partition) {
        return base(partition) + ":log";
    }

    /** Who has written to that stream, in the order in which they began. */
    public String writers(int partition) {
        return base(partition) + ":writers";
    }

    /**
     * The key under which nodes announce themselves, and others that begin with it. The same however many partitions there are, so
     * that nodes that do not agree on that see each other.
     */
    public String nodes() {
        return (sharded ? base(0) : prefix) + ":nodes";
    }

    /** Tells channels of one partition apart: a number that is the same on every node. */
    public static long hash(String text) {
        long hash = text.length();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * GOLDEN;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private String base(int partition) {
        return tagged ? prefix + ":{" + partition + "}" : prefix;
    }

    private static String suffix(Target target) {
        if (target instanceof Target.Topic topic) {
            return ":topic:" + topic.topic();
        }
        if (target instanceof Target.User user) {
            return ":user:" + user.userId();
        }
        if (target instanceof Target.Node node) {
            return ":node:" + node.nodeId();
        }
        return ":all";
    }
}
