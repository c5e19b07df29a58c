package io.shardhub.core;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.auth.Identity;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A hub that runs, and its clients, the same number in each shard. */
final class Crowd implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000;

    /** Looks without progress, until what is missing counts as lost: a shard's thread may not get a processor for a while. */
    private static final int PATIENCE = 50_000;

    private final ShardedHub hub;
    private final Runnable pause;
    private final List<NoOpConnection> connections = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    /** A crowd that runs on the caller's thread, whenever that turns the cycles. */
    static Crowd byHand(HandCrankedRuntime runtime, int clients, boolean measured) {
        HubOptions options = optionsFor(1, clients);
        return new Crowd(
                options.withMetrics(options.metrics().withEnabled(measured)),
                runtime,
                runtime::run,
                NoOpConnection::new);
    }

    /** A crowd whose shards have threads. */
    static Crowd onThreads(HubOptions options, Supplier<NoOpConnection> connections) {
        return new Crowd(options, HubRuntime.threads(), () -> LockSupport.parkNanos(PAUSE_NANOS), connections);
    }

    /** That many shards and clients, who stay where they are. */
    static HubOptions optionsFor(int shards, int clients) {
        HubOptions options = HubOptions.small();
        AdmissionOptions admission = options.admission().withBurst(clients);
        return options.withAdmission(admission)
                .withRebalance(options.rebalance().withInterval(Duration.ZERO))
                .withShards(options.shards()
                        .withCount(shards)
                        .withClientsPerShard(clients / shards)
                        .withStrategy("round_robin"));
    }

    private Crowd(HubOptions options, HubRuntime runtime, Runnable pause, Supplier<NoOpConnection> make) {
        this.hub = new ShardedHub(options, HubParts.defaults().withRuntime(runtime));
        this.pause = pause;
        hub.start();
        Arrivals arrivals = new Arrivals();
        for (long i = 0; i < options.shards().maxClients(); i++) {
            NoOpConnection connection = make.get();
            connections.add(connection);
            clients.add(
                    hub.register(connection, Identity.of("user" + i), arrivals).client());
            while (arrivals.count.get() <= i) { // also because the mailbox has no room for all
                pause.run();
            }
        }
    }

    private static final class Arrivals implements ClientListener {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void registered(Client client) {
            count.incrementAndGet();
        }
    }

    ShardedHub hub() {
        return hub;
    }

    List<Client> clients() {
        return clients;
    }

    /** The frames that connections have taken so far; an estimate while the hub runs. */
    long delivered() {
        hub.snapshot(); // what shards have done up to their last drain is seen behind it
        long sum = 0;
        for (NoOpConnection connection : connections) {
            sum += connection.frames();
        }
        return sum;
    }

    /** Waits until the connections have taken that many; throws if they take nothing more for long. */
    void awaitDelivered(long expected) {
        long before = -1;
        int looks = 0;
        for (long now = delivered(); now != expected; now = delivered()) {
            looks = now == before ? looks + 1 : 0;
            if (looks > PATIENCE) {
                throw new IllegalStateException(now + " delivered of " + expected);
            }
            before = now;
            pause.run();
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
