package io.shardhub.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** The server of a Redis Cluster that has a slot; asked for again before every connection, of whoever of the cluster answers. */
public final class SlotServer implements Server {

    private final int slot;
    private final List<HostAndPort> seeds;
    private final Dialer dialer;
    private volatile List<HostAndPort> known = List.of();

    /** The master that has that slot. */
    public SlotServer(int slot, List<HostAndPort> seeds, Dialer dialer) {
        this.slot = slot;
        this.seeds = List.copyOf(seeds);
        this.dialer = dialer;
    }

    @Override
    public Location locate() {
        List<HostAndPort> places = new ArrayList<>(seeds);
        places.addAll(known);
        JedisException last = new JedisConnectionException("no server knows who has slot " + slot);
        for (HostAndPort place : places) {
            try (Link link = dialer.dial(place)) {
                return new Location(owner(place, (List<?>) link.ask(Command.CLUSTER, utf8("SLOTS"))), 0);
            } catch (JedisException e) {
                last = e; // the next one may know
            }
        }
        throw last;
    }

    /** Ranges are lists of the first slot, the last slot, the master and its replicas; each of them of host and port. */
    private HostAndPort owner(HostAndPort asked, List<?> ranges) {
        List<HostAndPort> servers = new ArrayList<>();
        HostAndPort owner = null;
        for (Object each : ranges) {
            List<?> range = (List<?>) each;
            HostAndPort master = server(asked, (List<?>) range.get(2));
            servers.add(master);
            if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
                owner = master;
            }
            range.subList(3, range.size()).forEach(replica -> servers.add(server(asked, (List<?>) replica)));
        }
        known = List.copyOf(servers);
        if (owner == null) {
            throw new JedisConnectionException("nobody has slot " + slot);
        }
        return owner;
    }

    private static HostAndPort server(HostAndPort asked, List<?> server) {
        String host = server.get(0) == null ? "" : new String((byte[]) server.get(0), StandardCharsets.UTF_8);
        return new HostAndPort(host.isEmpty() ? asked.getHost() : host, ((Long) server.get(1)).intValue());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
