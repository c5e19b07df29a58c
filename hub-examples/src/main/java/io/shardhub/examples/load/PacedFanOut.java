package io.shardhub.examples.load;

import java.util.List;

/** The first connection publishes at fixed times. */
final class PacedFanOut extends Traffic {

    private final Schedule schedule;
    private int published;

    PacedFanOut(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        super(sending, peers, loop, ledger);
        schedule = new Schedule(sending.rate());
    }

    @Override
    void probe(long now) {
        put(peers.get(0), now, published++);
        flush(peers.get(0));
    }

    @Override
    void start(long now) {
        schedule.start(now);
    }

    @Override
    long due() {
        return schedule.due();
    }

    @Override
    void turn(long now) {
        Peer publisher = peers.get(0);
        if (schedule.due() > now || !publisher.isOpen()) {
            return;
        }
        for (long due = schedule.due(); due <= now; due = schedule.due()) {
            late(now - due);
            put(publisher, due, published++);
            schedule.take();
        }
        flush(publisher);
    }

    @Override
    int sentTo(Peer peer) {
        return published;
    }
}
