package io.shardhub.redis.internal.publish;

import io.shardhub.redis.internal.link.Link;
import java.util.List;

/** How a batch goes to Redis. */
public interface Transmission {

    /** Sends all, and waits for what Redis says of each: an exception among the replies is of Redis itself. */
    List<Object> transmit(Link link, List<Outgoing> batch);
}
