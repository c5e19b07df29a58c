package io.shardhub.examples.load;

import java.util.List;

/** Every connection has so many messages under way: an answer is followed by the next message. */
final class WindowedEcho extends Traffic {

    private boolean started;

    WindowedEcho(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        super(sending, peers, loop, ledger);
    }

    @Override
    void probe(long now) {
        fill(peers.get(0), 1, now);
    }

    @Override
    void start(long now) {
        started = true;
        peers.forEach(peer -> caughtUp(peer, now));
    }

    @Override
    void delivered(Peer peer, int number) {
        peer.underWay--;
    }

    @Override
    void caughtUp(Peer peer, long now) {
        if (started && peer.reads()) {
            fill(peer, sending().window(), now);
        }
    }

    private void fill(Peer peer, int window, long now) {
        if (peer.underWay < window) {
            while (peer.underWay < window) {
                put(peer, now, peer.sent++);
                peer.underWay++;
            }
            flush(peer);
        }
    }

    @Override
    int sentTo(Peer peer) {
        return peer.sent;
    }
}
