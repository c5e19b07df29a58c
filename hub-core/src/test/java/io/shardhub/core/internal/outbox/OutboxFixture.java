package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** An outbox, its connection, and what every test of it demands in the end. */
@ExtendWith(QuietLog.class)
abstract class OutboxFixture {

    static final long MAX_AGE = 1_000;
    static final long DEADLINE = 100;
    static final int CAPACITY = 4;

    private static final OutboxLimits LIMITS =
            new OutboxLimits(CAPACITY, 1 << 20, MAX_AGE, OverflowPolicy.DROP_OLDEST, DEADLINE, 0, 64, 65_536);

    private final JsonProtocol protocol = new JsonProtocol();
    final RecordingConnection connection = new RecordingConnection();
    final Drain drain = new Drain(protocol, LIMITS);
    final Ledger shard = new Ledger();
    int wakes;
    final Outbox outbox = new Outbox(connection, protocol, LIMITS, () -> wakes++);

    {
        outbox.enterShard(shard);
    }

    @AfterEach
    void contractIsKeptAndBooksBalance() {
        connection.assertNoViolations();
        assertThat(outbox.books().isBalanced()).as("%s", outbox.books()).isTrue();
        assertThat(shard.books(outbox.waiting())).as("books of the shard").isEqualTo(outbox.books());
    }

    void append(String... texts) {
        for (String text : texts) {
            assertThat(outbox.append(Message.text(text), 0, drain)).isTrue();
        }
    }

    Flush flush() {
        return outbox.flush(0, drain);
    }

    void assertBooks(long accepted, long sent, long waiting) {
        Books books = outbox.books();
        assertThat(books.accepted()).as("accepted").isEqualTo(accepted);
        assertThat(books.sent()).as("sent").isEqualTo(sent);
        assertThat(books.waiting()).as("waiting").isEqualTo(waiting);
    }

    long dropped(DropCause cause) {
        return outbox.books().dropped().getOrDefault(cause, -1L);
    }
}
