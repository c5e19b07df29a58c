package io.shardhub.core.soak;

import io.shardhub.Hub;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import java.util.SplittableRandom;

/** Hands in messages of all kinds, numbered, and keeps account of what each steady peer must get. One thread. */
final class SoakSender {

    /** What must have come, by count and by the sum of the numbers; {@code perhaps} more may have. */
    static final class Owed {
        long count;
        long sum;
        long perhaps;

        void add(Owed other) {
            count += other.count;
            sum += other.sum;
            perhaps += other.perhaps;
        }
    }

    /** One in this many messages goes to all. */
    private static final int BROADCAST_EVERY = 1_000;

    private final int index;
    private final Hub hub;
    private final SoakCrowd crowd;
    private final SplittableRandom random;
    private final Owed toAll = new Owed();
    private final Owed[] toTopic;
    private final Owed[] toUser;
    private final Owed[] toClient;
    private int number;
    private long refused;

    SoakSender(int index, Hub hub, SoakCrowd crowd) {
        this.index = index;
        this.hub = hub;
        this.crowd = crowd;
        this.random = new SplittableRandom(index);
        this.toTopic = accounts(SoakCrowd.TOPICS);
        this.toUser = accounts(crowd.users());
        this.toClient = accounts(crowd.steady());
    }

    private static Owed[] accounts(int size) {
        Owed[] accounts = new Owed[size];
        for (int i = 0; i < size; i++) {
            accounts[i] = new Owed();
        }
        return accounts;
    }

    /** Hands in one message; false if a shard refused it. */
    boolean send() {
        long before = refused;
        int dice = random.nextInt(BROADCAST_EVERY);
        Priority priority = dice % 8 == 1 ? Priority.values()[random.nextInt(Priority.COUNT)] : Priority.NORMAL;
        int peer = random.nextInt(crowd.steady());
        boolean fickle = dice >= 95 && dice < 100; // whoever gets it does not count it
        Message message = Message.text(index + " " + priority.ordinal() + " " + number + (fickle ? " -" : ""))
                .withPriority(priority);
        if (fickle) {
            hub.publish(SoakCrowd.fickle(random.nextInt(SoakCrowd.FICKLE)), message);
        } else if (dice == 0) {
            enter(toAll, hub.broadcast(message));
        } else if (dice < 10) {
            enter(toTopic[SoakCrowd.topicOf(peer)], hub.publish(SoakCrowd.topic(SoakCrowd.topicOf(peer)), message));
        } else if (dice < 15) {
            hub.publish(SoakCrowd.PASSING, message);
        } else if (dice < 95) {
            enter(toUser[SoakCrowd.userOf(peer)], hub.sendToUser(SoakCrowd.user(peer), message));
        } else {
            boolean accepted = crowd.peer(peer).client().send(message).isAccepted();
            enter(toClient[peer], accepted ? 1 : 0, accepted ? 0 : 1);
        }
        number++;
        return refused == before;
    }

    private void enter(Owed owed, PublishResult result) {
        enter(owed, result.accepted(), result.refused());
    }

    private void enter(Owed owed, int accepted, int notAccepted) {
        if (notAccepted > 0) {
            refused++;
        }
        if (accepted > 0 && notAccepted > 0) {
            owed.perhaps++;
        } else if (accepted > 0) {
            owed.count++;
            owed.sum += number;
        }
    }

    /** Adds what this sender owes a steady peer. */
    void account(int peer, Owed all) {
        all.add(toAll);
        all.add(toTopic[SoakCrowd.topicOf(peer)]);
        all.add(toUser[SoakCrowd.userOf(peer)]);
        all.add(toClient[peer]);
    }

    /** How many messages it has handed in. */
    long handedIn() {
        return number;
    }

    /** How many of them were refused, by all shards or by some. */
    long refused() {
        return refused;
    }
}
