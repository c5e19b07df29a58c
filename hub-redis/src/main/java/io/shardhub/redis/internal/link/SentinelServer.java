package io.shardhub.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The master that sentinels name; asked for again before every connection, and while connections last. A sentinel that was cut off
 * may still name a master that was deposed: the one whose configuration has the highest epoch is right.
 */
public final class SentinelServer implements Server {

    /**
     * What sentinels say.
     *
     * @param location the latest of what they name; null if none of them names any
     * @param agreeing how many name that
     */
    record Opinion(@Nullable Location location, int agreeing) {}

    private final String master;
    private final List<HostAndPort> sentinels;
    private final Dialer dialer;
    private volatile List<HostAndPort> inTurn; // those that did not answer come last
    private volatile long epoch; // the latest that is known; this and the one before are written by who looks

    /** The master of that name. */
    public SentinelServer(String master, List<HostAndPort> sentinels, Dialer dialer) {
        this.master = master;
        this.sentinels = List.copyOf(sentinels);
        this.dialer = dialer;
        this.inTurn = this.sentinels;
    }

    /** How many make most of them. */
    int majority() {
        return sentinels.size() / 2 + 1;
    }

    /** How many may be silent while most of them agree. */
    public int minority() {
        return sentinels.size() - majority();
    }

    /** {@inheritDoc} That of the first who knows no less than was known already. */
    @Override
    public Location locate() {
        JedisException last = new JedisConnectionException("no sentinel knows a master " + master);
        for (HostAndPort sentinel : inTurn) {
            try {
                Location location = ask(sentinel);
                if (location.epoch() >= epoch) {
                    return location;
                }
                last = new JedisConnectionException("the sentinel " + sentinel + " knows a master " + master
                        + " of epoch " + location.epoch() + " (expected: " + epoch + " or later)");
            } catch (JedisException e) {
                last = e; // the next one may know
            }
        }
        throw last;
    }

    /**
     * Asks until most of them agree, or all were asked. No other master can be made while most of them agree, since that takes most
     * of them.
     */
    Opinion look() {
        List<Location> answers = new ArrayList<>();
        List<HostAndPort> silent = new ArrayList<>();
        Opinion opinion = new Opinion(null, 0);
        for (HostAndPort sentinel : inTurn) {
            try {
                answers.add(ask(sentinel));
                opinion = opinion(answers);
            } catch (JedisException e) {
                silent.add(sentinel);
            }
            if (isEnough(opinion)) {
                break;
            }
        }
        List<HostAndPort> next = new ArrayList<>(inTurn);
        next.removeAll(silent);
        next.addAll(silent);
        inTurn = List.copyOf(next);
        Location latest = opinion.location;
        if (latest != null && (latest.epoch() > epoch || opinion.agreeing >= majority())) {
            epoch = latest.epoch(); // lower than before only if most of them count anew
        }
        return opinion;
    }

    private boolean isEnough(Opinion opinion) {
        Location latest = opinion.location;
        return latest != null && latest.epoch() >= epoch && opinion.agreeing >= majority();
    }

    private static Opinion opinion(List<Location> answers) {
        Location latest =
                answers.stream().max(Comparator.comparingLong(Location::epoch)).orElseThrow();
        long agreeing = answers.stream()
                .filter(answer -> answer.epoch() == latest.epoch())
                .count();
        return new Opinion(latest, (int) agreeing);
    }

    /** The epoch first: if the master changes between the two questions, it is not taken for that of the other one. */
    private Location ask(HostAndPort sentinel) {
        try (Link link = dialer.dial(sentinel)) {
            List<?> state = (List<?>) link.ask(Command.SENTINEL, utf8("master"), utf8(master));
            List<String> words = state.stream().map(SentinelServer::text).toList();
            long told = Long.parseLong(words.get(words.indexOf("config-epoch") + 1));
            Object reply = link.ask(Command.SENTINEL, utf8("get-master-addr-by-name"), utf8(master));
            if (!(reply instanceof List<?> place)) {
                throw new JedisConnectionException("the sentinel " + sentinel + " knows no master " + master);
            }
            return new Location(new HostAndPort(text(place.get(0)), Integer.parseInt(text(place.get(1)))), told);
        }
    }

    @Override
    public void check(Link link) {
        String role = text(((List<?>) link.ask(Command.ROLE)).get(0));
        if (!role.equals("master")) {
            throw new JedisConnectionException("the server is no longer, or not yet, the master: " + role);
        }
    }

    @Override
    public boolean hasLeft(Location location) {
        return location.epoch() < epoch;
    }

    /** In words, how many agree and how many would have to. */
    String describe(Opinion opinion) {
        return "sentinels that agree on the master of " + master + ": " + opinion.agreeing + " of " + sentinels.size()
                + " (expected: at least " + majority() + ")";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
