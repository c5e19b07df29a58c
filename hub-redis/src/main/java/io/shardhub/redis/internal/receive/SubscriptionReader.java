package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.queue.BoundedQueue;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads what arrives on the subscribed connection and hands it on; makes a new connection when that ends. Only probes and
 * confirmations are looked into here, so that a slow listener does not look like a silent Redis.
 *
 * <p><b>Threading:</b> its own thread.
 */
final class SubscriptionReader implements Runnable {

    private static final int KIND = 0;
    private static final int CHANNEL = 1;
    private static final int CONTENT = 2;

    private final Linker linker;
    private final Subscriptions subscriptions;
    private final Verification verification;
    private final BoundedQueue<Arrival> arrivals;
    private final Inlet.Neighbours neighbours;
    private final long epoch;
    private final EnvelopeCodec codec = new EnvelopeCodec();

    SubscriptionReader(
            Linker linker,
            Subscriptions subscriptions,
            Verification verification,
            BoundedQueue<Arrival> arrivals,
            Inlet.Neighbours neighbours,
            long epoch) {
        this.linker = linker;
        this.subscriptions = subscriptions;
        this.verification = verification;
        this.arrivals = arrivals;
        this.neighbours = neighbours;
        this.epoch = epoch;
    }

    @Override
    public void run() {
        try {
            for (Link link = linker.connect(); link != null; link = linker.connect()) {
                read(link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            arrivals.close();
            codec.close();
        }
    }

    private void read(Link link) throws InterruptedException {
        try {
            link.setTimeoutInfinite();
            verification.linkUp();
            subscriptions.attach(link);
            while (true) {
                handle((List<?>) link.read());
            }
        } catch (JedisException e) {
            linker.complain(e);
        } finally {
            subscriptions.detach();
            verification.linkDown();
            linker.cut();
            neighbours.changed().run();
            arrivals.put(new Arrival.Broken());
        }
    }

    private void handle(List<?> reply) throws InterruptedException {
        verification.read();
        byte[] kind = (byte[]) reply.get(KIND);
        int at = kind[0] == 's' && (kind[1] != 'u' || kind[2] == 'n') ? 1 : 0; // sharded: one letter more
        switch (kind[at]) {
            case 'm' -> received((byte[]) reply.get(CONTENT));
            case 's' -> confirm();
            default -> unsubscribed(new String((byte[]) reply.get(CHANNEL), StandardCharsets.UTF_8));
        }
    }

    private void confirm() throws InterruptedException {
        Subscription confirmed = subscriptions.confirm();
        if (!confirmed.isEffective()) {
            arrivals.put(new Arrival.Confirmed(confirmed));
        }
        if (subscriptions.isConfirmed()) {
            neighbours.lane().accept(new Outbound.Probe(verification.confirmed()));
        }
    }

    /** Redis Cluster ends subscriptions by itself when their slot moves. */
    private void unsubscribed(String channel) {
        if (!subscriptions.confirmEnd(channel)) {
            throw new JedisConnectionException("the slot of " + channel + " has moved");
        }
    }

    private void received(byte[] content) throws InterruptedException {
        if (EnvelopeCodec.isKind(Kind.PROBE, content)) {
            if (verification.heard(probeId(content))) {
                arrivals.put(new Arrival.Restored(verification.link()));
            }
        } else if (EnvelopeCodec.isKind(Kind.NUDGE, content)) {
            neighbours.changed().run();
        } else {
            arrivals.put(new Arrival.Received(content));
        }
    }

    /** The id of a probe of this node; zero if it is of an earlier one with the same name. */
    private long probeId(byte[] content) {
        try {
            Envelope probe = codec.decode(content, 0);
            return probe.epoch() == epoch ? Long.parseLong(probe.payload()) : 0;
        } catch (EnvelopeException | NumberFormatException e) {
            return 0;
        }
    }
}
