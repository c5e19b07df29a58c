package io.shardhub.redis.internal.link;

import redis.clients.jedis.HostAndPort;

/** One that stays where it is. */
public record FixedServer(HostAndPort place) implements Server {

    @Override
    public Location locate() {
        return new Location(place, 0);
    }
}
