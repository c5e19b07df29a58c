package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.outbox.FrameBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FlusherTest {

    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(10);

    private final ShardRig rig = new ShardRig();
    private final List<String> seen = new ArrayList<>();
    private final Flusher flusher = new Flusher(new FrameBatches(), new Flusher.Observer() {
        @Override
        public void emptied(HubClient client) {
            seen.add("emptied " + client.id());
        }

        @Override
        public void broken(HubClient client) {
            seen.add("broken " + client.id());
            client.stage = HubClient.Stage.GONE;
        }

        @Override
        public void overflowed(HubClient client) {
            seen.add("overflowed " + client.id());
        }

        @Override
        public void overdue(HubClient client) {
            seen.add("overdue " + client.id());
            client.stage = HubClient.Stage.CLOSING;
        }
    });

    private HubClient client(RecordingConnection connection) {
        HubClient client = rig.client("u", connection);
        client.stage = HubClient.Stage.OPEN;
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
        assertThat(flusher.hasBusy()).isTrue();
        assertThat(flusher.hasMarked()).isFalse();
        flusher.flush(0);
        assertThat(connection.texts()).isEmpty();
        flusher.retry();
        flusher.flush(0);
        flusher.retry();
        flusher.flush(0);
        assertThat(connection.texts()).containsExactly("a");
        assertThat(flusher.hasBusy()).isFalse();
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
        for (HubClient.Stage stage : List.of(HubClient.Stage.CLOSING, HubClient.Stage.GONE)) {
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
        client.stage = HubClient.Stage.DRAINING;
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
}
