package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds sessions of Tomcat to their sockets. */
public final class TomcatPipeFactory implements PipeFactory {

    /** For the service loader. */
    public TomcatPipeFactory() {}

    @Override
    public Optional<Pipe> tryBind(Session session) {
        try {
            return TomcatSocket.of(session)
                    .map(socket -> new TomcatPipe(session, socket, new StandardPipe(session, Container.of(session))));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
