package io.shardhub.examples.load;

import java.util.List;

/** All connections send in turn, at fixed times. */
final class PacedEcho extends Traffic {

    private final Schedule schedule;
    private int next;

    PacedEcho(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        super(sending, peers, loop, ledger);
        schedule = new Schedule(sending.rate());
    }

    @Override
    void probe(long now) {
        send(peers.get(0), now);
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
        for (long due = schedule.due(); due <= now; due = schedule.due()) {
            late(now - due);
            Peer sender = peers.get(next);
            next = next + 1 == peers.size() ? 0 : next + 1;
            if (sender.isOpen()) {
                send(sender, due);
            }
            schedule.take();
        }
    }

    private void send(Peer sender, long due) {
        put(sender, due, sender.sent++);
        flush(sender);
    }

    @Override
    int sentTo(Peer peer) {
        return peer.sent;
    }
}
