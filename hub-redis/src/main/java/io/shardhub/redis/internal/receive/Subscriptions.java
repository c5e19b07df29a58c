package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.LogId;
import io.shardhub.redis.internal.wire.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a node wants to hear in one partition, and the thread that tells Redis so: many channels by one command, and a channel
 * is left only a while after the last taker went, since takers often come back.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is the thread that writes.
 */
public final class Subscriptions implements Runnable {

    private static final int CHUNK = 1_024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The commands for the kind of channels that the topology has. */
    public record Commands(ProtocolCommand subscribe, ProtocolCommand unsubscribe) {}

    private record Order(Link link, ProtocolCommand command, List<String> channels) {}

    private final KeySpace keys;
    private final Map<Target, Subscription> own; // heard without asking
    private final List<Subscription> fixed;
    private final Commands commands;
    private final Linker linker;
    private final Map<Target, Subscription> wanted = new ConcurrentHashMap<>(); // written under the monitor

    private final Set<Subscription> toSubscribe = new LinkedHashSet<>(); // this and all below: under the monitor
    private final Queue<Subscription> unconfirmed = new ArrayDeque<>(); // SUBSCRIBE was sent, in this order
    private final Map<String, Long> leaving = new LinkedHashMap<>(); // until when; the first to leave is first
    private final Map<String, Integer> left = new HashMap<>(); // UNSUBSCRIBE was sent so often, and not confirmed yet
    private @Nullable Link link;
    private boolean closed;

    /** Wants what every node hears in a partition, and in addition what it is told. */
    Subscriptions(Place place, Commands commands, Linker linker) {
        this.keys = place.keys();
        this.own = Stream.of(new Target.All(), new Target.Node(place.self().nodeId()))
                .filter(target -> keys.partition(target) == place.partition())
                .collect(Collectors.toMap(target -> target, this::subscription));
        Set<String> heard = own.values().stream().map(each -> each.channel).collect(Collectors.toSet());
        this.fixed = Stream.concat(
                        own.values().stream(),
                        Stream.of(
                                        keys.control(place.partition()),
                                        keys.inbox(
                                                place.partition(), place.self().nodeId()))
                                .filter(channel -> !heard.contains(channel))
                                .map(channel -> new Subscription(null, channel)))
                .toList();
        this.commands = commands;
        this.linker = linker;
    }

    private Subscription subscription(Target target) {
        return new Subscription(target, keys.channel(target));
    }

    /**
     * Wants a target; everybody hears what is for all, and for the node itself. One that has been left but still arrives is asked
     * for again, since the confirmation tells from when on it counts.
     */
    public synchronized void want(Target target) {
        if (own.containsKey(target) || wanted.containsKey(target)) {
            return;
        }
        Subscription subscription = subscription(target);
        wanted.put(target, subscription);
        if (link != null) {
            toSubscribe.add(subscription);
            notifyAll();
        }
    }

    /** No longer wants it. */
    public synchronized void leave(Target target) {
        Subscription subscription = wanted.remove(target);
        if (subscription != null) {
            subscription.leave();
        }
        if (subscription != null && link != null && !toSubscribe.remove(subscription)) {
            leaving.put(subscription.channel, System.nanoTime() + LINGER_NANOS);
            notifyAll();
        }
    }

    /** Whether what is for that target is to be heard. */
    boolean wants(Target target) {
        return find(target) != null;
    }

    /** Whether that was so already when something was logged at that place. */
    boolean covered(Target target, LogId place) {
        Subscription subscription = find(target);
        return subscription != null && subscription.covers(place);
    }

    /** The log is no longer the one that places were heard of. */
    void rewind() {
        Stream.of(own, wanted).forEach(map -> map.values().forEach(Subscription::rewind));
    }

    @Nullable
    Subscription find(Target target) {
        Subscription subscription = own.get(target);
        return subscription == null ? wanted.get(target) : subscription;
    }

    /** How many targets it was told of. */
    public int size() {
        return wanted.size();
    }

    /** The subscriptions that have taken effect, by the hashes of their channels. */
    Map<Long, Subscription> listening() {
        return Stream.of(own, wanted)
                .flatMap(map -> map.values().stream())
                .filter(Subscription::isEffective)
                .collect(Collectors.toMap(each -> KeySpace.hash(each.channel), each -> each, (one, other) -> one));
    }

    /** Redis has confirmed the end of a subscription; returns whether it was this node that ended it. */
    synchronized boolean confirmEnd(String channel) {
        boolean own = left.containsKey(channel);
        left.computeIfPresent(channel, (key, times) -> times == 1 ? null : times - 1);
        return own;
    }

    /** Has everything subscribed on a new connection. */
    synchronized void attach(Link newLink) {
        link = newLink;
        unconfirmed.clear();
        leaving.clear();
        left.clear();
        toSubscribe.clear();
        toSubscribe.addAll(fixed);
        toSubscribe.addAll(wanted.values());
        notifyAll();
    }

    /** The connection has ended. */
    synchronized void detach() {
        link = null;
        toSubscribe.clear();
        leaving.clear();
        left.clear();
    }

    /** Redis has confirmed one subscription: that one. */
    synchronized Subscription confirm() {
        return unconfirmed.remove();
    }

    /** Whether Redis has confirmed all. */
    synchronized boolean isConfirmed() {
        return unconfirmed.isEmpty() && toSubscribe.isEmpty();
    }

    /** Ends the thread. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            for (Order order = next(); order != null; order = next()) {
                try {
                    byte[][] names = order.channels.stream()
                            .map(channel -> channel.getBytes(StandardCharsets.UTF_8))
                            .toArray(byte[][]::new);
                    order.link.sendCommand(order.command, names);
                    order.link.flush();
                } catch (JedisException e) {
                    end(order.link);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The reader will know, and begin again; if it has not already. */
    private synchronized void end(Link failed) {
        if (failed == link) {
            linker.cut();
        }
    }

    private synchronized @Nullable Order next() throws InterruptedException {
        while (!closed) {
            Link to = link;
            if (to != null && !toSubscribe.isEmpty()) {
                return new Order(to, commands.subscribe, newcomers());
            }
            long wait = nanosUntilNextLeaves();
            if (to != null && wait <= 0) {
                List<String> channels = leavers();
                channels.forEach(channel -> left.merge(channel, 1, Integer::sum));
                return new Order(to, commands.unsubscribe, channels);
            }
            TimeUnit.NANOSECONDS.timedWait(this, wait);
        }
        return null;
    }

    private long nanosUntilNextLeaves() {
        return leaving.isEmpty()
                ? TimeUnit.MINUTES.toNanos(1)
                : leaving.values().iterator().next() - System.nanoTime();
    }

    private List<String> newcomers() {
        List<String> chunk = new ArrayList<>();
        Iterator<Subscription> each = toSubscribe.iterator();
        while (chunk.size() < CHUNK && each.hasNext()) {
            Subscription newcomer = each.next();
            each.remove();
            leaving.remove(newcomer.channel);
            unconfirmed.add(newcomer);
            chunk.add(newcomer.channel);
        }
        return chunk;
    }

    /** Those whose time has come. */
    private List<String> leavers() {
        long now = System.nanoTime();
        List<String> chunk = new ArrayList<>();
        Iterator<Map.Entry<String, Long>> each = leaving.entrySet().iterator();
        while (chunk.size() < CHUNK && each.hasNext()) {
            Map.Entry<String, Long> leaver = each.next();
            if (leaver.getValue() - now > 0) {
                break;
            }
            chunk.add(leaver.getKey());
            each.remove();
        }
        return chunk;
    }
}
