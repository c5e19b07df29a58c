package io.shardhub.examples.container;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

/** What is served by a container that has no servlets. */
@FunctionalInterface
public interface SocketApplication {

    /** Adds endpoints before the container starts; gives what is to be run after it has stopped. */
    Runnable deploy(ServerContainer container) throws DeploymentException;
}
