package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.queue.BoundedQueue;
import io.shardhub.redis.internal.wire.Place;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from Redis to the listener in one partition, put together.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Inlet {

    private static final int ARRIVALS = 16_384;
    private static final long ARRIVAL_BYTES = 32L << 20;

    /**
     * What it is connected to.
     *
     * @param listeners who is told
     * @param lane sends what the bus itself has to say
     * @param others the other nodes
     * @param changed runs when nodes, or the state of the connection, have changed
     */
    public record Neighbours(Listeners listeners, Consumer<Outbound> lane, Others others, Runnable changed) {}

    /**
     * How a log is read again.
     *
     * @param linker makes the connection, only for that
     * @param closed open when it is time to end
     */
    public record Replay(Linker linker, CountDownLatch closed) {}

    private final BoundedQueue<Arrival> arrivals = new BoundedQueue<>(ARRIVALS, ARRIVAL_BYTES);
    private final Linker linker;
    private final @Nullable Replay replay;
    private final Subscriptions subscriptions;
    private final Verification verification;
    private final SubscriptionReader reader;
    private final Delivery delivery;

    /**
     * Not started.
     *
     * @param replay reads a log again; null if there is none
     */
    public Inlet(
            Place place,
            Linker linker,
            Subscriptions.Commands commands,
            Verification verification,
            Neighbours neighbours,
            @Nullable Replay replay) {
        this.linker = linker;
        this.replay = replay;
        this.verification = verification;
        this.subscriptions = new Subscriptions(place, commands, linker);
        this.reader = new SubscriptionReader(
                linker,
                subscriptions,
                verification,
                arrivals,
                neighbours,
                place.self().epoch());
        Accounts accounts = new Accounts(neighbours.listeners.desk(), neighbours.lane, neighbours.others);
        Reception reception = new Reception(place, neighbours.listeners, neighbours.lane, accounts);
        Recovery recovery = replay == null
                ? new CountedLoss(reception, accounts, subscriptions)
                : new LogReplay(place, reception, accounts, subscriptions, replay);
        this.delivery = new Delivery(arrivals, reception, accounts, subscriptions, recovery, link -> {
            verification.recovered(link);
            neighbours.changed.run();
        });
    }

    /** What the node wants to hear. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Starts every part by that. */
    public void start(BiConsumer<String, Runnable> threads) {
        threads.accept("delivery", delivery);
        threads.accept("subscriber", reader);
        threads.accept("subscriptions", subscriptions);
    }

    /** Ends a connection that hangs or leads to where Redis no longer is, and lets the delivery know that time passes. */
    public void tick() {
        linker.leaveDeposed();
        if (verification.isSilent() && !arrivals.isFull()) {
            linker.cut();
        }
        arrivals.offerUrgent(new Arrival.Tick());
    }

    /** Ends the threads. */
    public void close() {
        subscriptions.close();
        arrivals.close();
        linker.cut();
        if (replay != null) {
            replay.linker.cut();
        }
    }
}
