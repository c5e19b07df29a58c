package io.shardhub.core.soak;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Hub;
import io.shardhub.auth.Identity;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The peers: most are steady and must get everything, the others come and go all the time and fail in every way. Two steady
 * peers are one user.
 */
final class SoakCrowd {

    static final int TOPICS = 100;

    /** The topic of those who come and go. */
    static final String PASSING = "passing";

    private static final int PENDING_EVERY = 10;

    /** One write takes so many messages where it must wait for the network's next turn: with fewer a peer falls behind for good. */
    private static final int PENDING_BATCH = 31;

    /** Topics that steady peers take and give up all the time; nobody keeps account of them. */
    static final int FICKLE = 20;

    private final Hub hub;
    private final SoakLog log;
    private final int senders;
    private final int steady;
    private final AtomicReferenceArray<SoakPeer> peers;
    private final Queue<SoakPeer> leaving = new ConcurrentLinkedQueue<>(); // not gone yet, for all we know
    private final Queue<WeakReference<Client>> joined = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> fates = new ConcurrentSkipListMap<>();

    SoakCrowd(Hub hub, SoakLog log, int senders, int clients) {
        this.hub = hub;
        this.log = log;
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

    static String fickle(int topic) {
        return "f" + topic;
    }

    /** How many have come. */
    int joined() {
        return joined.size();
    }

    /** How many of them are not collected as garbage yet. */
    long remembered() {
        return joined.stream().filter(client -> client.get() != null).count();
    }

    /** What was done to peers, and how often. */
    Map<String, LongAdder> fates() {
        return fates;
    }

    private void count(String fate) {
        fates.computeIfAbsent(fate, key -> new LongAdder()).increment();
    }

    private List<SoakPeer> everybody() {
        List<SoakPeer> all = new ArrayList<>(leaving);
        for (int i = 0; i < peers.length(); i++) {
            all.add(peer(i));
        }
        return all;
    }

    private void join(int index) {
        boolean stays = index < steady;
        boolean pending = index % PENDING_EVERY == 0;
        int batchLimit = pending ? PENDING_BATCH : 1 + index % 3 * 15;
        SoakPeer peer = new SoakPeer(log, senders, pending, batchLimit);
        peers.set(index, peer);
        peer.registered(hub.register(peer, Identity.of(stays ? user(index) : "passer" + index), peer));
        joined.add(new WeakReference<>(peer.client()));
        String topic = stays ? topic(topicOf(index)) : PASSING;
        while (!peer.client().subscribe(topic).isAccepted() && peer.client().isOpen()) {
            Thread.onSpinWait(); // the mailbox is full
        }
    }

    /* --------------- Loops beside the senders --------------- */

    /** One that does not stay goes in some way, and another comes. */
    void replaceOne(SplittableRandom random) {
        int index = somebodyWhoGoes(random);
        SoakPeer old = peer(index);
        int dice = random.nextInt(20);
        if (dice < 4) {
            count("closed");
            old.client().close(CloseCode.FORBIDDEN, "out");
        } else if (dice < 8) {
            count("lost");
            old.registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
        } else if (dice < 12) {
            old.client().unsubscribe(PASSING);
            old.registration().closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        } else {
            SoakPeer.Fate fate = dice < 14
                    ? SoakPeer.Fate.DEAD
                    : dice < 17 ? SoakPeer.Fate.THROWS : dice < 19 ? SoakPeer.Fate.FAILS : SoakPeer.Fate.DEAF;
            count(fate.name());
            old.meet(fate);
        }
        replace(index, old);
    }

    private int somebodyWhoGoes(SplittableRandom random) {
        return steady + random.nextInt(peers.length() - steady);
    }

    private void replace(int index, SoakPeer old) {
        leaving.add(old);
        join(index);
    }

    /** The next call of somebody who does not stay hangs, a write or the close, and another comes. */
    SoakPeer hangOne(SplittableRandom random) {
        int index = somebodyWhoGoes(random);
        SoakPeer old = peer(index);
        old.meet(SoakPeer.Fate.HANGS);
        if (random.nextBoolean()) {
            old.client().close(CloseCode.FORBIDDEN, "out");
        }
        replace(index, old);
        return old;
    }

    /** Somebody who stays takes a topic or gives it up. */
    void changeTopic(SplittableRandom random) {
        Client client = peer(random.nextInt(steady)).client();
        String topic = fickle(random.nextInt(FICKLE));
        if (random.nextBoolean()) {
            client.subscribe(topic);
        } else {
            client.unsubscribe(topic);
        }
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
        leaving.removeIf(SoakPeer::isGone);
    }

    /** Everybody leaves. */
    void leave() {
        everybody().forEach(peer -> peer.registration().closed(CloseReason.of(CloseCode.NORMAL, "bye")));
    }

    /** Forgets everybody, so that only the hub could still remember them. */
    void forget() {
        leaving.clear();
        for (int i = 0; i < peers.length(); i++) {
            peers.set(i, null);
        }
    }
}
