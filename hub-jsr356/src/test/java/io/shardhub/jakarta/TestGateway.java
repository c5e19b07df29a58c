package io.shardhub.jakarta;

import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingReceiver;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Gateway;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for a hub: takes every connection in and remembers what its peer does. Any thread. */
public final class TestGateway implements Gateway {

    /** A connection that was taken in. */
    public record Accepted(Connection connection, Identity identity, RecordingReceiver receiver) {}

    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private final List<RefusalCause> refused = new CopyOnWriteArrayList<>();
    private volatile Optional<Refusal> refusal = Optional.empty();
    private volatile int maxMessageBytes = 65_536;

    @Override
    public String name() {
        return "test";
    }

    @Override
    public Optional<Refusal> refusal() {
        return refusal;
    }

    @Override
    public Receiver accept(Connection connection, Identity identity) {
        RecordingReceiver receiver = new RecordingReceiver(
                () -> connection.close(CloseReason.of(CloseCode.TOO_BIG, "at most " + maxMessageBytes + " bytes")));
        accepted.add(new Accepted(connection, identity, receiver));
        return receiver;
    }

    @Override
    public void refused(RefusalCause cause) {
        refused.add(cause);
    }

    /** Why connections were refused by the transport itself. */
    List<RefusalCause> refused() {
        return refused;
    }

    @Override
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    void refuse(String reason, Duration retryAfter) {
        refusal = Optional.of(new Refusal(reason, retryAfter));
    }

    void limit(int newMaxMessageBytes) {
        maxMessageBytes = newMaxMessageBytes;
    }

    /** All connections so far. */
    public List<Accepted> accepted() {
        return accepted;
    }

    /** The first connection, once it is there. */
    public Accepted first() {
        return get(0);
    }

    /** A connection by the order of arrival, once it is there. */
    public Accepted get(int index) {
        await().until(() -> accepted.size() > index);
        return accepted.get(index);
    }
}
