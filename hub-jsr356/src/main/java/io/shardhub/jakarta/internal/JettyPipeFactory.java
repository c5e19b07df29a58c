package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds sessions of Jetty to their endpoints. */
public final class JettyPipeFactory implements PipeFactory {

    /** Jetty has this class once in each of its environments: ee10, ee11. */
    private static final String SESSION = "org.eclipse.jetty.ee\\d+.websocket.jakarta.common.JakartaWebSocketSession";

    /** For the service loader. */
    public JettyPipeFactory() {}

    @Override
    public Optional<Pipe> tryBind(Session actual, Pipe standard) throws ReflectiveOperationException {
        return actual.getClass().getName().matches(SESSION) && !Compression.isOn(actual)
                ? Optional.of(new JettyPipe(JettySocket.of(actual), standard))
                : Optional.empty();
    }
}
