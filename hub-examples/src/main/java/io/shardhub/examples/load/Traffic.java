package io.shardhub.examples.load;

import java.util.List;

/** Who sends what, and when. To add a kind: subclass it, and choose it in {@link #of}. */
abstract class Traffic {

    /** Later than everything. */
    static final long NEVER = Long.MAX_VALUE;

    final List<Peer> peers; // those that are open, and read; a sender among them is the first
    private final LoadOptions.Sending sending;
    private final Stamps stamps;
    private final PeerLoop loop;
    private final Ledger ledger;

    Traffic(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        this.sending = sending;
        this.peers = peers;
        this.loop = loop;
        this.ledger = ledger;
        stamps = new Stamps(sending.mode().messageType(), sending.payload());
    }

    /** The kind that a run asks for. */
    static Traffic of(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
        return switch (sending.mode()) {
            case IDLE -> new Silence(sending, peers, loop, ledger);
            case FANOUT ->
                sending.isOpenLoop()
                        ? new PacedFanOut(sending, peers, loop, ledger)
                        : new WindowedFanOut(sending, peers, loop, ledger);
            case ECHO ->
                sending.isOpenLoop()
                        ? new PacedEcho(sending, peers, loop, ledger)
                        : new WindowedEcho(sending, peers, loop, ledger);
        };
    }

    /** Sends one message, to see whether the server knows it. */
    abstract void probe(long now);

    /** Begins to send. */
    abstract void start(long now);

    /** When {@link #turn} is to be called next. */
    long due() {
        return NEVER;
    }

    /** Sends what is due. */
    void turn(long now) {}

    /** A message has come for the first time. */
    void delivered(Peer peer, int number) {}

    /** All that had come is read, for now. */
    void caughtUp(Peer peer, long now) {}

    /** A connection is gone. */
    void ended(Peer peer) {}

    /** How many messages were sent so far that a peer should get. */
    abstract int sentTo(Peer peer);

    LoadOptions.Sending sending() {
        return sending;
    }

    Stamps stamps() {
        return stamps;
    }

    /** Puts a message into a buffer that is still to be flushed. */
    void put(Peer from, long dueNanos, int number) {
        loop.put(from, stamps.message(dueNanos, number));
        ledger.published();
    }

    void flush(Peer from) {
        loop.flush(from);
    }

    void late(long nanos) {
        ledger.publishedLate(nanos);
    }

    void givenUp() {
        ledger.givenUp();
    }

    /** Nothing is sent. */
    private static final class Silence extends Traffic {

        Silence(LoadOptions.Sending sending, List<Peer> peers, PeerLoop loop, Ledger ledger) {
            super(sending, peers, loop, ledger);
        }

        @Override
        void probe(long now) {}

        @Override
        void start(long now) {}

        @Override
        int sentTo(Peer peer) {
            return 0;
        }
    }
}
