package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds a pipe that knows one container; found by {@link java.util.ServiceLoader}. */
@FunctionalInterface
public interface PipeFactory {

    /** A pipe to this session, or nothing if the session is of another container or not as expected. Never blocks. */
    Optional<Pipe> tryBind(Session session);
}
