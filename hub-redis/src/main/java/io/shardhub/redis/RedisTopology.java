package io.shardhub.redis;

import io.shardhub.options.Check;
import java.util.List;

/** Where Redis is, and how it is kept available. */
public sealed interface RedisTopology {

    /**
     * One server.
     *
     * @param address where it listens
     */
    record Standalone(RedisAddress address) implements RedisTopology {}

    /**
     * A master and its replicas, watched by sentinels.
     *
     * @param master the name under which the sentinels watch it
     * @param sentinels all of them, at least one: a node is ready only while most of these say where the master is
     * @param access how a node gets in at the sentinels, which may differ from how it gets in at Redis
     */
    record Sentinel(String master, List<RedisAddress> sentinels, RedisAccess access) implements RedisTopology {

        /** Checks that there is somebody to ask. */
        public Sentinel {
            Check.all(
                    Check.that(!master.isBlank(), "redis.sentinel.master", master, "a name"),
                    Check.that(!sentinels.isEmpty(), "redis.sentinel.addresses", sentinels, "at least one"));
            sentinels = List.copyOf(sentinels);
        }
    }

    /**
     * A Redis Cluster of version 7 or newer, since channels must belong to slots.
     *
     * @param seeds some or all of its servers, at least one
     */
    record Cluster(List<RedisAddress> seeds) implements RedisTopology {

        /** Checks that there is somebody to ask. */
        public Cluster {
            Check.all(Check.that(!seeds.isEmpty(), "redis.cluster", seeds, "at least one"));
            seeds = List.copyOf(seeds);
        }
    }
}
