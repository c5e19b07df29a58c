package io.shardhub.redis.internal.receive;

import io.shardhub.log.NodeLog;
import io.shardhub.redis.internal.queue.BoundedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Works off what the reader hands on, in order.
 *
 * <p><b>Threading:</b> its own thread, which owns everything that is known of the origins.
 */
final class Delivery implements Runnable {

    private static final int SLICE = 256;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BoundedQueue<Arrival> arrivals;
    private final Reception reception; // closed in the end
    private final Accounts accounts;
    private final Subscriptions subscriptions;
    private final Recovery recovery;
    private final LongConsumer recovered;
    private final NodeLog log;
    private boolean broken;

    /**
     * Works off those arrivals.
     *
     * @param recovered hears of connections before which nothing is missing any more that can be had
     */
    Delivery(
            BoundedQueue<Arrival> arrivals,
            Reception reception,
            Accounts accounts,
            Subscriptions subscriptions,
            Recovery recovery,
            LongConsumer recovered) {
        this.arrivals = arrivals;
        this.reception = reception;
        this.accounts = accounts;
        this.subscriptions = subscriptions;
        this.recovery = recovery;
        this.recovered = recovered;
        this.log = new NodeLog(LoggerFactory.getLogger(Delivery.class), reception.node(), System::nanoTime);
    }

    @Override
    public void run() {
        List<Arrival> slice = new ArrayList<>();
        try {
            arrivals.await(IDLE_NANOS);
            while (arrivals.take(slice, SLICE, Long.MAX_VALUE)) {
                for (Arrival arrival : slice) {
                    handle(arrival);
                }
                slice.clear();
                arrivals.await(IDLE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reception.close();
        }
    }

    private void handle(Arrival arrival) throws InterruptedException {
        try {
            if (arrival instanceof Arrival.Received received) {
                recovery.received(received.content());
            } else if (arrival instanceof Arrival.Confirmed now) {
                recovery.confirmed(now.subscription());
            } else if (arrival instanceof Arrival.Broken) {
                if (!broken) { // else what was left since is owed as well
                    accounts.broken(subscriptions.listening());
                }
                broken = true;
                recovery.broken();
            } else if (arrival instanceof Arrival.Restored now) {
                broken = false;
                recovery.restored();
                recovered.accept(now.link());
            } else if (!broken) {
                accounts.askAll();
            }
        } catch (RuntimeException e) {
            log.line(Level.WARN, "delivery_failed")
                    .setCause(e)
                    .log("what arrived cannot be handled"); // the next one may be fine
        }
    }
}
