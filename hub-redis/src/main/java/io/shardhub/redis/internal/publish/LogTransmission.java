package io.shardhub.redis.internal.publish;

import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One script for the batch, which publishes all of it or nothing, and logs its messages: whoever hears something knows a place in the
 * log, and what lies before that place has been published before. It notes who writes, too. Probes go beside it.
 */
public final class LogTransmission implements Transmission {

    private static final byte[] SCRIPT = Script.of(LogTransmission.class, "publish.lua");
    private static final byte[] LOGGED = utf8("1");
    private static final byte[] NOT_LOGGED = utf8("0");
    private static final String UNUSED_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(1));

    private final Command publish;
    private final List<byte[]> fixed;

    /** Keeps at least that many messages in the log. */
    public LogTransmission(Place place, Command publish, int retention) {
        this.publish = publish;
        this.fixed = List.of(
                SCRIPT,
                utf8("2"),
                utf8(place.keys().log(place.partition())),
                utf8(place.keys().writers(place.partition())),
                utf8(Integer.toString(retention)),
                utf8(UNUSED_MILLIS),
                utf8(publish.name()),
                utf8(place.self().text()));
    }

    @Override
    public void send(Link link, List<Outgoing> batch) {
        List<byte[]> arguments = new ArrayList<>(fixed);
        for (Outgoing outgoing : batch) {
            if (!outgoing.isProbe()) {
                arguments.add(outgoing.isMessage() ? LOGGED : NOT_LOGGED);
                arguments.add(outgoing.channel());
                arguments.add(outgoing.envelope());
            }
        }
        if (arguments.size() > fixed.size()) {
            link.sendCommand(Command.EVAL, arguments.toArray(byte[][]::new));
        }
        for (Outgoing outgoing : batch) {
            if (outgoing.isProbe()) {
                link.sendCommand(publish, outgoing.channel(), outgoing.envelope());
            }
        }
        link.flush();
    }

    /** The one reply of the script, which comes first, is the reply for each that it took. */
    @Override
    public List<Object> replies(Link link, List<Outgoing> batch) {
        int probes = (int) batch.stream().filter(Outgoing::isProbe).count();
        boolean scripted = probes < batch.size();
        Iterator<Object> replies = link.replies((scripted ? 1 : 0) + probes).iterator();
        Object ofTheScript = scripted ? replies.next() : null;
        if (ofTheScript instanceof JedisDataException refusal) {
            throw refusal; // nothing was logged; what Redis says against a script is never meant for one message
        }
        List<Object> all = new ArrayList<>(batch.size());
        batch.forEach(outgoing -> all.add(outgoing.isProbe() ? replies.next() : ofTheScript));
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
