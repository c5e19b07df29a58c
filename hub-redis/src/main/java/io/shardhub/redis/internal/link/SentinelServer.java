package io.shardhub.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** The master that the sentinels agree on; asked for again before every connection. */
public final class SentinelServer implements Server {

    private final String master;
    private final List<HostAndPort> sentinels;
    private final Dialer dialer;

    /** The master of that name. */
    public SentinelServer(String master, List<HostAndPort> sentinels, Dialer dialer) {
        this.master = master;
        this.sentinels = List.copyOf(sentinels);
        this.dialer = dialer;
    }

    @Override
    public HostAndPort locate() {
        JedisException last = new JedisConnectionException("no sentinel knows a master " + master);
        for (HostAndPort sentinel : sentinels) {
            try (Link link = dialer.dial(sentinel)) {
                Object reply = link.ask(Command.SENTINEL, utf8("get-master-addr-by-name"), utf8(master));
                if (reply instanceof List<?> place) {
                    return new HostAndPort(text(place.get(0)), Integer.parseInt(text(place.get(1))));
                }
            } catch (JedisException e) {
                last = e; // the next one may know
            }
        }
        throw last;
    }

    @Override
    public void check(Link link) {
        String role = text(((List<?>) link.ask(Command.ROLE)).get(0));
        if (!role.equals("master")) {
            throw new JedisConnectionException("the server is no longer, or not yet, the master: " + role);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
