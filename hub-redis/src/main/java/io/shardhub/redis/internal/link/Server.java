package io.shardhub.redis.internal.link;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Knows where the Redis is that is to be written to. Any thread; asking may block as long as a connection may. */
public interface Server {

    /**
     * Where it is now.
     *
     * @throws JedisException if nobody knows
     */
    HostAndPort locate();

    /** Checks a new connection to that place; Redis may have moved meanwhile. */
    default void check(Link link) {}
}
