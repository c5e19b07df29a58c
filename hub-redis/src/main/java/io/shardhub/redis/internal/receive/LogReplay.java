package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.log.Keys;
import io.shardhub.redis.internal.link.Backoff;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.LogId;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What an outage took is read again from the log. Between the break and the end of that reading, what arrives on channels is
 * ignored: it is in the log, too. Numbers that are missing in the log are a gap, and their origin is asked what they were. So is every
 * origin of which the log has nothing more, if it no longer has the place from which it is read; also one that began meanwhile.
 */
final class LogReplay implements Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
    private static final int PAGE = 512;
    private static final int ID = 0;
    private static final int FIELDS = 1;

    private final String node;
    private final Reception reception;
    private final Accounts accounts;
    private final Subscriptions subscriptions;
    private final Linker linker;
    private final CountDownLatch closed;
    private final byte[] log;
    private final Writers writers;
    private final List<Subscription> confirmed = new ArrayList<>(); // and nothing was heard since
    private boolean broken;
    private boolean torn; // the log has lost something behind the place from which it was read
    private boolean forgotten; // Redis no longer knows who has written since
    private @Nullable LogId last; // the place of what was last heard

    LogReplay(Place place, Reception reception, Accounts accounts, Subscriptions subscriptions, Inlet.Replay replay) {
        this.node = place.self().nodeId();
        this.reception = reception;
        this.accounts = accounts;
        this.subscriptions = subscriptions;
        this.linker = replay.linker();
        this.closed = replay.closed();
        this.writers = new Writers(place);
        this.log = place.keys().log(place.partition()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void broken() {
        if (!broken && last != null) {
            takeEffect(last); // what was confirmed and has heard nothing is owed what comes now
        }
        confirmed.clear();
        broken = true;
        proveNobody();
    }

    @Override
    public void confirmed(Subscription subscription) {
        confirmed.add(subscription);
    }

    /** What lies behind that place is heard, or will be read, by all that are subscribed. */
    private void takeEffect(LogId place) {
        confirmed.forEach(subscription -> subscription.takeEffect(place));
        confirmed.clear();
    }

    private void proveNobody() {
        reception.origins().all().forEach(origin -> origin.proven = false);
    }

    @Override
    public void received(byte[] content) {
        if (broken) {
            return;
        }
        int length = LogId.lengthIn(content);
        LogId place = LogId.parse(content, length);
        if (place == null) {
            reception.refuse("no place in the log: is every node in mode STREAMS?");
        } else {
            takeEffect(place);
            hear(place, content, length + 1, false);
        }
    }

    @Override
    public void restored() throws InterruptedException {
        Backoff backoff = new Backoff(closed);
        do {
            try {
                Link link = linker.tryConnect();
                replay(link);
                broken = false;
                return;
            } catch (JedisException e) {
                linker.complain(e);
            } finally {
                linker.cut();
            }
        } while (backoff.pause());
    }

    private void replay(Link link) {
        LogId newest = newest(link);
        LogId before = last;
        if (before != null && !has(link, before)) {
            subscriptions.rewind(); // another server may have logged what followed, with a clock that is behind
        }
        takeEffect(newest);
        if (before == null) {
            writers.newcomers(link);
            last = newest; // nothing was promised before
            return;
        }
        boolean rewound = newest.compareTo(before) < 0;
        if (rewound) {
            Keys.line(LOG.atWarn(), "log_rewound", node)
                    .log("node {}: the log ends at {}, before {}: Redis has lost a part of it", node, newest, before);
        }
        readOn(link, rewound ? LogId.START : start(before));
        meetNewcomers(link);
        if (torn) {
            reception.origins().all().stream()
                    .filter(origin -> !origin.proven && !origin.isOver())
                    .forEach(this::account);
            if (forgotten) {
                accounts.giveUp();
            }
        }
        torn = false;
        forgotten = false;
    }

    /** One that began during the outage may have left nothing else behind. */
    private void meetNewcomers(Link link) {
        List<Sender> newcomers = writers.newcomers(link);
        if (newcomers == null) {
            forgotten = true;
        } else {
            newcomers.forEach(reception::meet);
        }
    }

    /** Hears everything behind a place. Redis trims from the front: while the log has the place itself, it has all that follows. */
    private void readOn(Link link, LogId place) {
        LogId from = place;
        List<?> unread;
        do {
            List<?> page = page(link, from);
            boolean joined = !page.isEmpty() && idOf(page.get(0)).equals(from);
            if (!joined) {
                torn = true;
                meetNewcomers(link); // before their entries are heard: the first of them may be missing
                proveNobody(); // what an origin said before the tear proves nothing
            }
            unread = joined ? page.subList(1, page.size()) : page;
            for (Object entry : unread) {
                from = idOf(entry);
                hear(from, (byte[]) ((List<?>) ((List<?>) entry).get(FIELDS)).get(1), 0, true);
            }
        } while (!unread.isEmpty());
    }

    /** The log has nothing more of an origin, and perhaps had: if it is there it will say, and if it is gone nobody knows. */
    private void account(Origin origin) {
        accounts.openFrom(origin, Loss.Cause.GAP);
        origin.proven = true;
    }

    /** Up to where everything of every origin was heard: Redis that lost what this node heard last may have gone on before that. */
    private LogId start(LogId before) {
        return reception.origins().all().stream()
                .filter(origin -> !origin.isOver())
                .flatMap(origin -> Stream.ofNullable(origin.place))
                .min(LogId::compareTo)
                .orElse(before);
    }

    private LogId newest(Link link) {
        List<?> entries = (List<?>) link.ask(Command.XREVRANGE, log, utf8("+"), utf8("-"), utf8("COUNT"), utf8("1"));
        if (entries.isEmpty()) {
            return LogId.START;
        }
        return idOf(entries.get(0));
    }

    private static LogId idOf(Object entry) {
        byte[] id = (byte[]) ((List<?>) entry).get(ID);
        return Objects.requireNonNull(LogId.parse(id, id.length), "an id of Redis");
    }

    private boolean has(Link link, LogId place) {
        return !range(link, place, place.toString()).isEmpty();
    }

    /** What the log has from that place on. */
    private List<?> page(Link link, LogId from) {
        return range(link, from, "+");
    }

    private List<?> range(Link link, LogId from, String to) {
        return (List<?>) link.ask(
                Command.XRANGE, log, utf8(from.toString()), utf8(to), utf8("COUNT"), utf8(Integer.toString(PAGE)));
    }

    private void hear(LogId place, byte[] content, int offset, boolean fromLog) {
        last = place;
        Envelope envelope = reception.read(content, offset);
        Origin origin = envelope == null ? null : reception.origin(envelope);
        if (envelope == null || origin == null) {
            return;
        }
        origin.place = place;
        if ((fromLog || !origin.proven) && envelope.number() > origin.number + 1) {
            accounts.openBetween(origin, origin.number, envelope.number());
        }
        origin.proven = true;
        Target target = envelope.target();
        reception.take(origin, envelope, fromLog ? subscriptions.covered(target, place) : subscriptions.wants(target));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
