package io.shardhub.redis.internal.publish;

import io.shardhub.redis.internal.link.Link;
import java.util.List;

/** How a batch goes to Redis. */
public interface Transmission {

    /** Sends all, and waits for nothing but room in the socket. */
    void send(Link link, List<Outgoing> batch);

    /**
     * Waits for what Redis says of each that was sent: an exception among the replies is of Redis itself.
     *
     * @throws redis.clients.jedis.exceptions.JedisDataException if Redis has taken none of it, and this is all that it says
     */
    List<Object> replies(Link link, List<Outgoing> batch);
}
