package io.shardhub.redis.internal.link;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Knows where the Redis is that is to be written to. Any thread. */
public interface Server {

    /**
     * Where Redis is.
     *
     * @param epoch counts its moves, so that of two answers the later one can be told; zero where nobody counts
     */
    record Location(HostAndPort place, long epoch) {}

    /**
     * Where it is now. May block for as long as a connection may, for each of those that are asked.
     *
     * @throws JedisException if nobody knows
     */
    Location locate();

    /** Checks a new connection to that place; Redis may have moved meanwhile. */
    default void check(Link link) {}

    /** Whether Redis is known to have moved since it was there. Does not block. */
    default boolean hasLeft(Location location) {
        return false;
    }
}
