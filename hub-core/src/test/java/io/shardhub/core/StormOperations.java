package io.shardhub.core;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.runtime.StandIn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What may happen at each step of a {@link Storm}, and how often. A new kind of trouble is one more line in the list. */
@SuppressWarnings("FutureReturnValueIgnored") // what a storm asks for may come to nothing
final class StormOperations {

    /**
     * One thing that may happen.
     *
     * @param name for the report of a failure
     * @param weight how often it happens, compared with the others
     * @param action does it
     */
    record Operation(String name, int weight, Consumer<Storm> action) {}

    private static final List<Operation> ALL = List.of(
            new Operation("speak", 20, StormOperations::speak),
            new Operation("speak in a handler", 20, StormOperations::speakInHandler),
            new Operation("subscribe", 8, StormOperations::subscribe),
            new Operation("join", 3, Storm::join),
            new Operation("leave", 2, StormOperations::leave),
            new Operation("connect", 15, StormOperations::connect),
            new Operation("hang", 1, StormOperations::hang),
            new Operation("release", 6, storm -> storm.rig().runtime().releaseAll()),
            new Operation("kill", 1, StormOperations::kill),
            new Operation("rebalance", 2, storm -> storm.rig().hub().rebalance()),
            new Operation(
                    "drain shard",
                    3,
                    storm -> storm.rig().hub().drainShard(storm.random().nextInt(5))),
            new Operation(
                    "reopen shard",
                    3,
                    storm -> storm.rig().hub().reopenShard(storm.random().nextInt(5))),
            new Operation(
                    "resize",
                    2,
                    storm -> storm.rig().hub().resize(1 + storm.random().nextInt(5))),
            new Operation("run", 40, StormOperations::run),
            new Operation("audit", 1, Storm::audit),
            new Operation("wait", 1, Storm::await));

    private static final int TOTAL = ALL.stream().mapToInt(Operation::weight).sum();

    private StormOperations() {}

    static Operation pick(SplittableRandom random) {
        int dice = random.nextInt(TOTAL);
        for (Operation operation : ALL) {
            dice -= operation.weight();
            if (dice < 0) {
                return operation;
            }
        }
        throw new AssertionError("weights do not add up");
    }

    /* --------------- What the application does --------------- */

    private static void speak(Storm storm) {
        speak(storm, storm.anybody());
    }

    private static void speak(Storm storm, StormModel peer) {
        SplittableRandom random = storm.random();
        int sender = random.nextInt(Storm.SENDERS);
        Priority priority = random.nextInt(3) > 0 ? Priority.NORMAL : storm.pick(Priority.values());
        String key = random.nextInt(6) == 0 ? "k" + random.nextInt(2) : "";
        String text =
                sender + "" + priority + " " + storm.nextNumber(sender) + " " + key + " ".repeat(random.nextInt(40));
        Message message = Message.text(text).withPriority(priority);
        Message keyed = key.isEmpty() ? message : message.withKey(key);
        switch (random.nextInt(4)) {
            case 0 -> {
                SendResult result = peer.guest().client().send(keyed);
                storm.owe(text, result.isAccepted(), true, other -> other == peer);
            }
            case 1 -> {
                String user = storm.pick(Storm.USERS);
                PublishResult result = storm.rig().hub().sendToUser(user, keyed);
                storm.owe(
                        text,
                        result.accepted() > 0,
                        result.isComplete(),
                        other -> other.user().equals(user));
            }
            case 2 -> {
                String topic = storm.pick(Storm.TOPICS);
                PublishResult result = storm.rig().hub().publish(topic, keyed);
                storm.owe(text, result.accepted() > 0, result.isComplete(), other -> other.isIn(topic));
            }
            default -> {
                PublishResult result = storm.rig().hub().broadcast(keyed);
                storm.owe(text, result.accepted() > 0, result.isComplete(), other -> true);
            }
        }
    }

    /** As a handler does that runs on the thread that reads somebody's messages; others may go on until it ends. */
    private static void speakInHandler(Storm storm) {
        StormModel peer = storm.anybody();
        StandIn standIn = ((HubClient) peer.guest().client()).standIn();
        standIn.begin();
        for (int i = storm.random().nextInt(4); i >= 0; i--) {
            speak(storm, peer);
            if (storm.random().nextInt(8) == 0) {
                run(storm);
            }
        }
        Loop owed = standIn.end();
        if (owed != null) {
            owed.runReserved();
            storm.ranReserved();
        }
    }

    private static void subscribe(Storm storm) {
        StormModel peer = storm.anybody();
        String topic = storm.pick(Storm.TOPICS);
        if (storm.random().nextInt(3) > 0) {
            if (peer.guest().client().subscribe(topic).isAccepted()) {
                peer.subscribes(topic);
            }
        } else if (peer.guest().client().unsubscribe(topic).isAccepted()) {
            peer.unsubscribes(topic);
        }
    }

    private static void leave(Storm storm) {
        StormModel peer = storm.anybody();
        switch (storm.random().nextInt(4)) {
            case 0 -> peer.guest().client().close(CloseCode.FORBIDDEN, "out");
            case 1 -> peer.guest().leave();
            case 2 -> peer.guest().registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
            default -> peer.guest().connection().failNext(new IllegalStateException("reset"));
        }
        peer.ends();
    }

    /* --------------- What the network does --------------- */

    private static void connect(Storm storm) {
        StormModel peer = storm.anybody();
        RecordingConnection connection = peer.guest().connection();
        int dice = storm.random().nextInt(100);
        if (dice < 55) {
            connection.completeNext();
        } else if (dice < 65) {
            connection.repeatLastCompletion();
        } else if (dice < 75) {
            connection.refuseNext(1 + storm.random().nextInt(3));
        } else if (dice < 98) {
            connection.setMode(storm.pick(new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION, Mode.BUSY}));
        } else {
            connection.setMode(storm.random().nextBoolean() ? Mode.CLOSED : Mode.THROWS);
            peer.ends();
        }
    }

    /** The next write blocks for ever, and its shard with it, until another thread takes over and cuts the peer off. */
    private static void hang(Storm storm) {
        StormModel peer = storm.anybody();
        peer.ends();
        peer.guest().connection().hangIn(storm.rig().runtime().hanging());
    }

    /* --------------- What the machine does --------------- */

    /** A shard's thread is gone, perhaps in the middle of its work. */
    private static void kill(Storm storm) {
        List<String> shards = storm.rig().runtime().roles().stream()
                .filter(role -> role.contains("-shard-"))
                .toList();
        if (!shards.isEmpty()) {
            storm.rig().runtime().kill(storm.pick(shards));
        }
    }

    private static void run(Storm storm) {
        for (int i = storm.random().nextInt(6); i >= 0; i--) {
            storm.rig().runtime().runOnce();
        }
    }
}
