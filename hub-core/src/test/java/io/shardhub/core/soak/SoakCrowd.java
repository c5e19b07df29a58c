package io.shardhub.core.soak;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Hub;
import io.shardhub.auth.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The peers: most are steady and must get everything, the others come and go all the time and fail in every way. Two steady
 * peers are one user.
 */
final class SoakCrowd {

    static final int TOPICS = 100;

    /** The topic of those who come and go. */
    static final String PASSING = "passing";

    private static final int PENDING_EVERY = 10;

    private final Hub hub;
    private final int senders;
    private final int steady;
    private final AtomicReferenceArray<SoakPeer> peers;
    private final Queue<SoakPeer> departed = new ConcurrentLinkedQueue<>();
    private final Queue<SoakPeer> leaving = new ConcurrentLinkedQueue<>(); // not gone yet, for all we know

    SoakCrowd(Hub hub, int senders, int clients) {
        this.hub = hub;
        this.senders = senders;
        this.steady = clients * 9 / 10;
        this.peers = new AtomicReferenceArray<>(clients);
        for (int i = 0; i < clients; i++) {
            join(i);
        }
    }

    int steady() {
        return steady;
    }

    int users() {
        return userOf(steady - 1) + 1;
    }

    static int userOf(int peer) {
        return peer / 2;
    }

    static String user(int peer) {
        return "u" + userOf(peer);
    }

    static int topicOf(int peer) {
        return peer % TOPICS;
    }

    static String topic(int topic) {
        return "t" + topic;
    }

    SoakPeer peer(int index) {
        return peers.get(index);
    }

    /** How many have come and gone. */
    int departed() {
        return departed.size();
    }

    /** All that are here, and all that were. */
    List<SoakPeer> everybody() {
        List<SoakPeer> all = new ArrayList<>(departed);
        for (int i = 0; i < peers.length(); i++) {
            all.add(peer(i));
        }
        return all;
    }

    private void join(int index) {
        boolean stays = index < steady;
        SoakPeer peer = new SoakPeer(senders, index % PENDING_EVERY == 0, 1 + index % 3 * 15);
        peers.set(index, peer);
        peer.registered(hub.register(peer, Identity.of(stays ? user(index) : "passer" + index), peer));
        String topic = stays ? topic(topicOf(index)) : PASSING;
        while (!peer.client().subscribe(topic).isAccepted() && peer.client().isOpen()) {
            Thread.onSpinWait(); // the mailbox is full
        }
    }

    /* --------------- Loops beside the senders --------------- */

    /** One that does not stay goes in some way, and another comes. */
    void replaceOne(SplittableRandom random) {
        int index = steady + random.nextInt(peers.length() - steady);
        SoakPeer old = peer(index);
        switch (random.nextInt(4)) {
            case 0 -> old.client().close(CloseCode.FORBIDDEN, "out");
            case 1 -> old.registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
            case 2 -> old.die();
            default -> {
                old.client().unsubscribe(PASSING);
                old.registration().closed(CloseReason.of(CloseCode.NORMAL, "bye"));
            }
        }
        departed.add(old);
        leaving.add(old);
        join(index);
    }

    /** Some connection does not take anything for a moment. */
    void stallOne(SplittableRandom random) {
        peer(random.nextInt(peers.length())).stall(1 + random.nextInt(3));
    }

    /** The network gets on with what is pending. */
    void completeAll() {
        for (int i = 0; i < peers.length(); i++) {
            peer(i).complete();
        }
        leaving.forEach(SoakPeer::complete);
        leaving.removeIf(peer -> peer.departures() > 0);
    }

    /** Everybody leaves. */
    void leave() {
        everybody().forEach(peer -> peer.registration().closed(CloseReason.of(CloseCode.NORMAL, "bye")));
    }
}
