package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.queue.BoundedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off what the reader hands on, in order.
 *
 * <p><b>Threading:</b> its own thread, which owns everything that is known of the origins.
 */
final class Delivery implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int SLICE = 256;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BoundedQueue<Arrival> arrivals;
    private final Reception reception; // closed in the end
    private final Accounts accounts;
    private final Recovery recovery;
    private boolean broken;

    Delivery(BoundedQueue<Arrival> arrivals, Reception reception, Accounts accounts, Recovery recovery) {
        this.arrivals = arrivals;
        this.reception = reception;
        this.accounts = accounts;
        this.recovery = recovery;
    }

    @Override
    public void run() {
        List<Arrival> slice = new ArrayList<>();
        try {
            while (arrivals.take(slice, SLICE, Long.MAX_VALUE, IDLE_NANOS)) {
                for (Arrival arrival : slice) {
                    handle(arrival);
                }
                slice.clear();
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
            } else if (arrival instanceof Arrival.Broken now) {
                broken = true;
                recovery.broken(now.listening());
            } else if (arrival instanceof Arrival.Restored) {
                broken = false;
                recovery.restored();
            } else if (!broken) {
                accounts.askAll();
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot handle what arrived", e); // and goes on: the next one may be fine
        }
    }
}
