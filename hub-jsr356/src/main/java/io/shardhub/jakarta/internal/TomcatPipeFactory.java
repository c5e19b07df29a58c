package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds sessions of Tomcat to their sockets. */
public final class TomcatPipeFactory implements PipeFactory {

    private static final String SESSION = "org.apache.tomcat.websocket.WsSession";

    /** For the service loader. */
    public TomcatPipeFactory() {}

    @Override
    public Optional<Pipe> tryBind(Session actual, Pipe standard) throws ReflectiveOperationException {
        return actual.getClass().getName().equals(SESSION) && !Compression.isOn(actual)
                ? Optional.of(new TomcatPipe(TomcatSocket.of(actual), standard))
                : Optional.empty();
    }
}
