package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.testing.HubRig;
import io.shardhub.options.OutboxOptions;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a peer that came through a storm still gets right: messages wait while its connection takes nothing, often move to another
 * shard meanwhile, and what then arrives is compared with what the rules say.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is asked for may come to nothing
final class StormExam {

    private static final Duration WRITE_DEADLINE_LEFT = Duration.ofMillis(500);
    private static final Duration BUSY_RETRY = Duration.ofMillis(5);
    private static final WireProtocol PROTOCOL = new JsonProtocol();
    private static final Pattern DATA = Pattern.compile("\"data\":(\\d+)");

    private final HubRig rig;
    private final OutboxOptions outbox;
    private final SplittableRandom random;
    private final RecordingConnection connection;
    private final Client client;
    private final StormModel peer;
    private int seen;
    private Books before;

    StormExam(HubRig rig, OutboxOptions outbox, SplittableRandom random, StormModel peer) {
        this.rig = rig;
        this.outbox = outbox;
        this.random = random;
        this.peer = peer;
        this.connection = peer.guest().connection();
        this.client = peer.guest().client();
        this.seen = peer.guest().texts().size();
        this.before = client.books();
    }

    void take() {
        switch (random.nextInt(5)) {
            case 0 -> priorities();
            case 1 -> overflow();
            case 2 -> age();
            case 3 -> linger();
            default -> batches();
        }
    }

    /* --------------- The rules --------------- */

    /** The higher overtakes, order within one stays, a newer one takes the place of that with the same key. */
    private void priorities() {
        block(Message.text("plug"));
        int count = 1 + random.nextInt(Math.min(outbox.capacity(), 12));
        List<Message> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = Message.text("m" + i).withPriority(anyPriority());
            Message keyed = random.nextInt(3) == 0 ? message.withKey("k" + random.nextInt(2)) : message;
            send(keyed);
            enter(keyed, waiting);
        }
        moveSomewhere();
        unblock();
        waiting.sort(Comparator.comparing(Message::priority).reversed());
        List<String> expected = new ArrayList<>(List.of("plug"));
        waiting.forEach(message -> expected.add(text(message)));
        assertThat(arrived()).as("by priority").isEqualTo(expected);
        Books books = client.books();
        assertThat(books.accepted() - before.accepted()).as("accepted").isEqualTo(1 + count);
        assertThat(books.sent() - before.sent()).as("sent").isEqualTo(expected.size());
        assertThat(books.conflated() - before.conflated()).as("conflated").isEqualTo(1 + count - expected.size());
    }

    private static void enter(Message message, List<Message> waiting) {
        boolean replaced = false;
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Message older = waiting.get(i);
            boolean same = message.key() != null && message.key().equals(older.key());
            if (same && older.priority() == message.priority()) {
                waiting.set(i, message);
                replaced = true;
            } else if (same && older.priority().compareTo(message.priority()) < 0) {
                waiting.remove(i);
            }
        }
        if (!replaced) {
            waiting.add(message);
        }
    }

    /** What does not fit is shed as the policy says, and is in the books. */
    private void overflow() {
        block(Message.text("plug"));
        int capacity = outbox.capacity();
        int excess = 1 + random.nextInt(5);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < capacity + excess; i++) {
            all.add("m" + (1_000 + i));
            client.send(Message.text("m" + (1_000 + i)));
            rig.idle();
        }
        if (outbox.overflow() == OverflowPolicy.DISCONNECT) {
            assertThat(peer.guest().closeCode()).as("close code").isEqualTo(CloseCode.SLOW_CONSUMER.number());
            peer.ends();
            return;
        }
        moveSomewhere();
        unblock();
        boolean oldest = outbox.overflow() == OverflowPolicy.DROP_OLDEST;
        List<String> expected = new ArrayList<>(List.of("plug"));
        expected.addAll(oldest ? all.subList(excess, all.size()) : all.subList(0, capacity));
        assertThat(arrived()).as("of what did not fit").isEqualTo(expected);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(excess);
    }

    /** What is too old is dropped although the connection still takes nothing, but for what is critical. */
    private void age() {
        if (outbox.maxAge().compareTo(WRITE_DEADLINE_LEFT) > 0) {
            return; // the client would be closed as slow before
        }
        block(Message.text("plug"));
        int count = 1 + random.nextInt(Math.min(outbox.capacity(), 8));
        List<String> expected = new ArrayList<>(List.of("plug"));
        for (int i = 0; i < count; i++) {
            Message message = Message.text("m" + i).withPriority(anyPriority());
            send(message);
            if (message.priority() == Priority.CRITICAL) {
                expected.add(text(message));
            }
        }
        moveSomewhere();
        rig.advance(outbox.maxAge().multipliedBy(3).dividedBy(2));
        assertThat(dropped(DropCause.TOO_OLD)).as("too old").isEqualTo(1 + count - expected.size());
        unblock();
        assertThat(arrived()).as("of all ages").isEqualTo(expected);
    }

    /** LOW waits for company, but not longer than it may. */
    private void linger() {
        boolean waits = !outbox.linger().isZero() && Math.min(connection.batchLimit(), outbox.batchMessages()) > 1;
        send(Message.text("low").withPriority(Priority.LOW));
        assertThat(arrived()).as("before it may").hasSize(waits ? 0 : 1);
        if (random.nextBoolean()) {
            rig.advance(outbox.linger());
            assertThat(arrived()).as("after it must").containsExactly("low");
        } else {
            send(Message.text("normal"));
            assertThat(arrived()).as("in company").containsExactlyInAnyOrder("low", "normal");
            assertThat(arrived().get(0)).isEqualTo(waits ? "normal" : "low");
        }
    }

    /** Who asked for it gets what waits together in one frame. */
    private void batches() {
        client.batch(true);
        block(Message.of("m", "0"));
        int count = 1 + random.nextInt(Math.min(outbox.capacity(), 6));
        for (int i = 1; i <= count; i++) {
            send(Message.of("m", "" + i));
        }
        moveSomewhere();
        unblock();
        client.batch(false);
        List<Integer> numbers = new ArrayList<>();
        Matcher matcher = DATA.matcher(String.join("\n", arrived()));
        while (matcher.find()) {
            numbers.add(Integer.valueOf(matcher.group(1)));
        }
        assertThat(numbers).as("in batches").hasSize(1 + count).isSorted();
        int most = outbox.batchMessages();
        assertThat(arrived()).as("batches").hasSize(1 + (count + most - 1) / most);
        assertThat(arrived().stream().filter(text -> text.contains("hub.batch")).count())
                .as("of several")
                .isEqualTo(count / most - (most == 1 ? count : 0) + (count % most > 1 ? 1 : 0));
    }

    /* --------------- Steps --------------- */

    private static String text(Message message) {
        return message.frame(PROTOCOL).text();
    }

    private Priority anyPriority() {
        return Priority.values()[random.nextInt(Priority.COUNT)];
    }

    private void send(Message message) {
        assertThat(client.send(message)).isEqualTo(SendResult.ACCEPTED);
        rig.idle();
    }

    /** Nothing is taken from now on; that message is the one which is offered again and again. */
    private void block(Message plug) {
        connection.setMode(Mode.BUSY);
        send(plug);
    }

    private void unblock() {
        connection.setMode(Mode.SENT);
        rig.advance(outbox.linger().plus(BUSY_RETRY));
    }

    private void moveSomewhere() {
        int shard = random.nextInt(5);
        rig.hub().drainShard(shard); // who is being closed stays, and everybody if it is the last one
        rig.advance(BUSY_RETRY);
        rig.hub().reopenShard(shard);
        rig.idle();
    }

    private List<String> arrived() {
        List<String> texts = peer.guest().texts();
        return texts.subList(seen, texts.size());
    }

    private long dropped(DropCause cause) {
        return client.books().dropped().get(cause) - before.dropped().get(cause);
    }
}
