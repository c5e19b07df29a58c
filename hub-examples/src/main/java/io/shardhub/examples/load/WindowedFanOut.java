package io.shardhub.examples.load;

import java.util.List;

/**
 * The first connection publishes as fast as everybody gets it: so many publications are under way, which some connection
 * does not have yet. One that is lost would hold the window up, so after two seconds it is given up.
 */
final class WindowedFanOut extends Traffic {

    private static final long PATIENCE = 2_000_000_000L;

    private final int window;
    private final int[] arrivals; // by number modulo the window, as are the times
    private final long[] publishedAt;
    private boolean started;
    private int receivers;
    private int published;
    private int complete; // all below it have arrived everywhere, or are given up

    WindowedFanOut(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        super(sending, peers, loop, ledger);
        window = sending.window();
        arrivals = new int[window];
        publishedAt = new long[window];
        receivers = peers.size();
    }

    @Override
    void probe(long now) {
        publish(now, 1);
    }

    @Override
    void start(long now) {
        started = true;
        turn(now);
    }

    @Override
    long due() {
        return started && complete < published ? publishedAt[complete % window] + PATIENCE : NEVER;
    }

    @Override
    void delivered(Peer peer, int number) {
        if (number >= complete) {
            arrivals[number % window]++;
        }
    }

    @Override
    void caughtUp(Peer peer, long now) {
        if (complete < published && arrivals[complete % window] >= receivers) {
            turn(now);
        }
    }

    @Override
    void ended(Peer peer) {
        receivers--;
    }

    @Override
    void turn(long now) {
        while (complete < published) {
            int oldest = complete % window;
            if (arrivals[oldest] < receivers) {
                if (now < publishedAt[oldest] + PATIENCE) {
                    break;
                }
                givenUp();
            }
            complete++;
        }
        if (started) {
            publish(now, window);
        }
    }

    private void publish(long now, int underWay) {
        Peer publisher = peers.get(0);
        if (!publisher.isOpen() || published - complete >= underWay) {
            return;
        }
        while (published - complete < underWay) {
            arrivals[published % window] = 0;
            publishedAt[published % window] = now;
            put(publisher, now, published++);
        }
        flush(publisher);
    }

    @Override
    int sentTo(Peer peer) {
        return published;
    }
}
