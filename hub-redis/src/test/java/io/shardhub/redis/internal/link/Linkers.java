package io.shardhub.redis.internal.link;

import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;

/** Connections of parts that are tested by themselves. */
public final class Linkers {

    private Linkers() {}

    /** To the Redis on that port, of a bus that is never closed. */
    public static Linker to(int port) {
        return to(port, new CountDownLatch(1));
    }

    /** To the Redis on that port, until the bus is closed. */
    public static Linker to(int port, CountDownLatch closed) {
        return new Linker(
                "a",
                "test",
                new FixedServer(new HostAndPort("127.0.0.1", port)),
                new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null),
                closed);
    }
}
