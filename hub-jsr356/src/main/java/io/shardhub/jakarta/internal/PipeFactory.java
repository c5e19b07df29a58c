package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds a pipe that knows one container; found by {@link java.util.ServiceLoader}. */
@FunctionalInterface
public interface PipeFactory {

    /**
     * A pipe to a session. Never blocks, and touches no class of a container before it has recognized the session's.
     *
     * @param actual the container's own session, without the wrappers of frameworks
     * @param standard the pipe over the standard API, for what the new pipe does no better
     * @return nothing if the session is of another container
     * @throws ReflectiveOperationException if the container is not as expected
     */
    Optional<Pipe> tryBind(Session actual, Pipe standard) throws ReflectiveOperationException;
}
