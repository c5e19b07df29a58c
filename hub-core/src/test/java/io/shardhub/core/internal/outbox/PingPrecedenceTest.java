package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.protocol.JsonProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever waits, and whatever the connection does: the next thing that it takes is the ping. */
final class PingPrecedenceTest {

    private static final long LINGER = 50;

    /** What an outbox may be doing when a ping is due. */
    enum State {
        IDLE,
        GATHERED_IN_THE_DRAIN,
        IN_THE_BACKLOG,
        CRITICAL_WAITS,
        LINGERS,
        REFUSED,
        REFUSED_BATCH,
        FOLDED,
        UNDER_WAY,
        UNDER_WAY_AND_AWAITED
    }

    private final RecordingConnection connection = new RecordingConnection(Mode.SENT, 4);
    private final JsonProtocol protocol = new JsonProtocol();
    private final OutboxLimits limits =
            new OutboxLimits(100, 1 << 20, 1_000, OverflowPolicy.DROP_OLDEST, 1_000, LINGER, 64, 65_536);
    private final Drain drain = new Drain(protocol, limits);
    private final Outbox outbox = new Outbox(connection, protocol, limits, () -> {});

    private void append(Priority... priorities) {
        for (Priority priority : priorities) {
            outbox.append(Message.of("M", "1").withPriority(priority), 0, drain);
        }
    }

    private void reach(State state) {
        switch (state) {
            case IDLE -> {}
            case GATHERED_IN_THE_DRAIN -> append(Priority.NORMAL, Priority.NORMAL);
            case IN_THE_BACKLOG -> append(Priority.LOW, Priority.HIGH, Priority.NORMAL);
            case CRITICAL_WAITS -> append(Priority.CRITICAL, Priority.CRITICAL, Priority.NORMAL);
            case LINGERS -> {
                append(Priority.LOW, Priority.LOW);
                assertThat(outbox.flush(0, drain)).isEqualTo(Flush.LINGERING);
            }
            case REFUSED, REFUSED_BATCH -> {
                append(Priority.NORMAL);
                if (state == State.REFUSED_BATCH) {
                    append(Priority.NORMAL, Priority.CRITICAL);
                }
                connection.refuseNext(1);
                assertThat(outbox.flush(0, drain)).isEqualTo(Flush.RETRY);
            }
            case FOLDED -> {
                outbox.fold(true);
                append(Priority.NORMAL, Priority.NORMAL);
            }
            case UNDER_WAY, UNDER_WAY_AND_AWAITED -> {
                connection.setMode(Mode.PENDING);
                append(Priority.NORMAL);
                assertThat(outbox.flush(0, drain)).isEqualTo(Flush.UNDER_WAY);
                if (state == State.UNDER_WAY_AND_AWAITED) {
                    append(Priority.NORMAL, Priority.CRITICAL);
                    outbox.flush(0, drain);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void pingIsTheNextThingThatTheConnectionTakes(State state) {
        reach(state);
        int before = connection.texts().size();
        outbox.ping();
        connection.setMode(Mode.PENDING); // takes one thing, and shows which
        outbox.flush(0, drain);
        if (before > 0) {
            assertThat(connection.pings())
                    .as("one write at a time is the transport's rule")
                    .isZero();
            connection.completeNext();
            outbox.flush(0, drain);
        }
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(connection.texts()).as("messages before the ping").hasSize(before);
        connection.setMode(Mode.SENT);
        connection.completeNext();
        assertThat(outbox.flush(0, drain))
                .as("messages go on, also those that lingered")
                .isEqualTo(Flush.IDLE);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(outbox.books().sent()).isEqualTo(outbox.books().accepted());
        connection.assertNoViolations();
    }

    @ParameterizedTest
    @EnumSource
    void pingThatABusyConnectionRefusesIsOfferedBeforeAnythingElse(State state) {
        reach(state);
        int before = connection.texts().size();
        connection.completeNext();
        outbox.ping();
        connection.setMode(Mode.PENDING);
        connection.refuseNext(2);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.RETRY);
        append(Priority.CRITICAL);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.RETRY);
        outbox.flush(0, drain);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(connection.texts()).hasSize(before);
    }
}
