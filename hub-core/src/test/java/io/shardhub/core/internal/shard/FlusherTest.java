package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.outbox.Drain;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.testing.HubRig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FlusherTest {

    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(10);

    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(50);

    private final ShardRig rig =
            new ShardRig(HubRig.options(1).withOutbox(HubRig.options(1).outbox().withLinger(Duration.ofNanos(LINGER))));
    private final List<String> seen = new ArrayList<>();
    private final Drain drain = new Drain(rig.context.protocol(), rig.context.limits());
    private final Flusher flusher = new Flusher(drain, rig.context.limits(), new Flusher.Observer() {
        @Override
        public void emptied(HubClient client) {
            seen.add("emptied " + client.id());
        }

        @Override
        public void broken(HubClient client) {
            seen.add("broken " + client.id());
            client.stage = Stage.GONE;
        }

        @Override
        public void overflowed(HubClient client) {
            seen.add("overflowed " + client.id());
        }

        @Override
        public void overdue(HubClient client) {
            seen.add("overdue " + client.id());
            client.stage = Stage.CLOSING;
        }
    });

    private HubClient client(RecordingConnection connection) {
        HubClient client = rig.client("u", connection);
        client.stage = Stage.OPEN;
        return client;
    }

    private void append(HubClient client, String text) {
        flusher.append(client, Message.text(text), 0);
    }

    @Test
    void clientIsFlushedOncePerDrainHoweverOftenItWasMarked() {
        RecordingConnection connection = new RecordingConnection();
        HubClient client = client(connection);
        append(client, "a");
        append(client, "b");
        assertThat(flusher.hasMarked()).isTrue();
        flusher.flush(0);
        assertThat(seen).containsExactly("emptied c1");
        assertThat(flusher.hasMarked()).isFalse();
        append(client, "c");
        flusher.flush(0);
        assertThat(connection.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void writeUnderWayIsWatchedUntilItEnds() {
        RecordingConnection connection = new RecordingConnection(Mode.PENDING);
        HubClient client = client(connection);
        append(client, "a");
        flusher.flush(0);
        assertThat(flusher.isWatching()).isTrue();
        flusher.check(DEADLINE);
        assertThat(seen).isEmpty();
        connection.completeNext();
        flusher.check(DEADLINE + 1);
        assertThat(seen).containsExactly("emptied c1");
        assertThat(flusher.isWatching()).isFalse();
    }

    @Test
    void overdueWriteIsReportedOnce() {
        HubClient late = client(new RecordingConnection(Mode.PENDING));
        HubClient inTime = client(new RecordingConnection(Mode.PENDING));
        append(late, "a");
        flusher.flush(0);
        append(inTime, "b");
        flusher.flush(5);
        flusher.check(DEADLINE + 1);
        flusher.check(DEADLINE + 2);
        assertThat(seen).containsExactly("overdue c1");
        flusher.check(DEADLINE + 6);
        assertThat(seen).containsExactly("overdue c1", "overdue c2");
        flusher.check(DEADLINE + 7);
        assertThat(flusher.isWatching()).isFalse();
    }

    @Test
    void busyConnectionIsAskedAgainWhenItIsItsTurn() {
        RecordingConnection connection = new RecordingConnection();
        connection.refuseNext(2);
        HubClient client = client(connection);
        append(client, "a");
        flusher.flush(0);
        assertThat(flusher.nanosUntilDue(0)).isEqualTo(Flusher.BUSY_RETRY_NANOS);
        assertThat(flusher.hasMarked()).isFalse();
        flusher.flush(0);
        assertThat(connection.texts()).isEmpty();
        flusher.begin(0);
        flusher.flush(0);
        flusher.begin(0);
        flusher.flush(0);
        assertThat(connection.texts()).containsExactly("a");
        assertThat(flusher.nanosUntilDue(0)).isEqualTo(DutyCycle.NEVER);
    }

    @Test
    void brokenConnectionIsReportedAndTheOthersAreFlushed() {
        HubClient dead = client(new RecordingConnection(Mode.CLOSED));
        RecordingConnection connection = new RecordingConnection();
        HubClient alive = client(connection);
        append(dead, "a");
        append(alive, "b");
        flusher.flush(0);
        assertThat(seen).containsExactly("broken c1", "emptied c2");
        assertThat(connection.texts()).containsExactly("b");
    }

    @Test
    void clientThatIsClosingOrGoneIsNotWrittenTo() {
        for (Stage stage : List.of(Stage.CLOSING, Stage.GONE)) {
            RecordingConnection connection = new RecordingConnection();
            HubClient client = client(connection);
            append(client, "a");
            client.stage = stage;
            flusher.flush(0);
            assertThat(connection.texts()).isEmpty();
        }
        assertThat(seen).isEmpty();
    }

    /** A client that drains must hear of the end of its last write from its completion. */
    @Test
    void drainingClientIsWokenByTheEndOfItsLastWrite() {
        RecordingConnection connection = new RecordingConnection(Mode.PENDING);
        HubClient client = client(connection);
        append(client, "a");
        client.stage = Stage.DRAINING;
        flusher.flush(0);
        assertThat(client.outbox.awaitEnd()).as("is awaited").isTrue();
        connection.completeNext();
        flusher.mark(client);
        flusher.flush(0);
        assertThat(seen).containsExactly("emptied c1");
    }

    @Test
    void messageIsWrittenAtOnceUnlessOthersWait() {
        RecordingConnection connection = new RecordingConnection();
        HubClient client = client(connection);
        flusher.write(client, Message.text("a"), 0);
        assertThat(connection.texts()).containsExactly("a");
        assertThat(flusher.hasMarked()).isFalse();
        append(client, "b");
        flusher.write(client, Message.text("c"), 0);
        assertThat(connection.texts()).containsExactly("a");
        flusher.flush(0);
        assertThat(connection.texts()).containsExactly("a", "b", "c");
        assertThat(client.books().sent()).isEqualTo(3);
    }

    @Test
    void overflowIsReportedHoweverTheMessageCame() {
        RecordingConnection connection = new RecordingConnection(Mode.PENDING);
        HubClient client = client(connection);
        flusher.write(client, Message.text("under way"), 0);
        for (int i = 0; i < rig.context.limits().capacity(); i++) {
            flusher.write(client, Message.text("m" + i), 0);
        }
        assertThat(seen).isEmpty();
        Message last = Message.text("x").withOverflow(io.shardhub.OverflowPolicy.DISCONNECT);
        flusher.write(client, last, 0);
        flusher.append(client, last, 0);
        assertThat(seen).containsExactly("overflowed c1", "overflowed c1");
        assertThat(client.books().isBalanced()).isTrue();
    }

    /* --------------- Lingering --------------- */

    private void appendLow(HubClient client, String text, long now) {
        flusher.append(client, Message.text(text).withPriority(Priority.LOW), now);
    }

    @Test
    void allThatLingerDepartWhenTheFirstHasWaitedLongEnough() {
        RecordingConnection early = new RecordingConnection(Mode.SENT, 64);
        RecordingConnection late = new RecordingConnection(Mode.SENT, 64);
        HubClient first = client(early);
        HubClient second = client(late);
        assertThat(flusher.nanosUntilDue(0)).as("no timer for nothing").isEqualTo(DutyCycle.NEVER);
        appendLow(first, "a", 0);
        flusher.flush(0);
        appendLow(first, "b", 10);
        appendLow(second, "c", 20);
        flusher.flush(20);
        assertThat(flusher.nanosUntilDue(20)).isEqualTo(LINGER - 20);
        flusher.begin(LINGER - 1);
        flusher.flush(LINGER - 1);
        assertThat(early.texts()).isEmpty();
        flusher.begin(LINGER);
        flusher.flush(LINGER);
        assertThat(early.texts()).containsExactly("a", "b");
        assertThat(early.writes()).isEqualTo(1);
        assertThat(late.texts()).containsExactly("c");
        assertThat(flusher.nanosUntilDue(LINGER)).isEqualTo(DutyCycle.NEVER);
        appendLow(first, "d", LINGER);
        flusher.flush(LINGER);
        assertThat(early.texts()).as("lingers anew").hasSize(2);
        assertThat(flusher.nanosUntilDue(LINGER)).isEqualTo(LINGER);
    }

    @Test
    void clientThatHasLeftDoesNotDepart() {
        RecordingConnection connection = new RecordingConnection(Mode.SENT, 64);
        HubClient client = client(connection);
        appendLow(client, "a", 0);
        flusher.flush(0);
        client.stage = Stage.GONE;
        flusher.discard(client);
        flusher.begin(LINGER);
        flusher.flush(LINGER);
        assertThat(connection.texts()).isEmpty();
        assertThat(client.books().isBalanced()).isTrue();
    }

    @Test
    void drainingClientLingersNoMore() {
        RecordingConnection connection = new RecordingConnection(Mode.SENT, 64);
        HubClient client = client(connection);
        appendLow(client, "a", 0);
        flusher.flush(0);
        client.stage = Stage.DRAINING;
        flusher.mark(client);
        flusher.flush(1);
        assertThat(connection.texts()).containsExactly("a");
        assertThat(seen).containsExactly("emptied c1");
    }

    /* --------------- The drain --------------- */

    @Test
    void clientsThatWaitForTheSameShareOneBatch() {
        List<RecordingConnection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            connections.add(new RecordingConnection(i == 3 ? Mode.PENDING : Mode.SENT, 64));
        }
        List<HubClient> clients = connections.stream().map(this::client).toList();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                Message message = Message.text("m" + round + i);
                clients.forEach(client -> flusher.append(client, message, 0));
            }
            flusher.flush(0);
            for (int i = 0; i < 4; i++) {
                assertThat(connections.get(i).writes()).isEqualTo(round + 1);
                assertThat(connections.get(i).texts()).hasSize(5 * round + 5).endsWith("m" + round + 4);
            }
            assertThat(drain).as("keeps nothing").hasToString("Drain[0 messages, 0 shared batches]");
            connections.get(3).completeNext(); // compares the bytes with what they were
        }
        connections.forEach(RecordingConnection::assertNoViolations);
        flusher.check(1);
        clients.forEach(client -> assertThat(client.books().sent()).isEqualTo(15));
    }

    @Test
    void whatABusyConnectionDidNotTakeSurvivesTheDrain() {
        RecordingConnection connection = new RecordingConnection(Mode.SENT, 2);
        HubClient client = client(connection);
        connection.refuseNext(1);
        for (int i = 0; i < 5; i++) {
            append(client, "m" + i);
        }
        flusher.flush(0);
        HubClient other = client(new RecordingConnection(Mode.SENT, 2));
        append(other, "x");
        append(other, "y");
        flusher.flush(0);
        flusher.begin(0);
        flusher.flush(0);
        assertThat(connection.texts()).containsExactly("m0", "m1", "m2", "m3", "m4");
        connection.assertNoViolations();
    }
}
