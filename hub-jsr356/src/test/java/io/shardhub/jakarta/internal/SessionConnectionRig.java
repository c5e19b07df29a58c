package io.shardhub.jakarta.internal;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Frame;
import io.shardhub.transport.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A connection over a pipe that does what the test says. */
abstract class SessionConnectionRig {

    static final Frame FRAME = Frame.text("hello");
    static final CloseReason BYE = CloseReason.of(CloseCode.SHUTDOWN, "bye");

    final FakePipe pipe = new FakePipe();
    final Closer closer = new Closer("test", 2, Duration.ofMillis(50), null);
    final List<Throwable> surprises = new CopyOnWriteArrayList<>();
    final SessionConnection connection = new SessionConnection(pipe, closer, false, surprises::add);
    final List<String> written = new CopyOnWriteArrayList<>();

    @AfterEach
    void endThreads() {
        closer.close();
    }

    WriteResult send(long token) {
        return connection.trySend(FRAME, token, this::written);
    }

    void written(long token, @Nullable Throwable failure) {
        written.add(token + (failure == null ? " ok" : " failed"));
    }
}
