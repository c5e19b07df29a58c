package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds sessions of Tyrus to their connections. */
public final class TyrusPipeFactory implements PipeFactory {

    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";

    /** For the service loader. */
    public TyrusPipeFactory() {}

    @Override
    public Optional<Pipe> tryBind(Session actual, Pipe standard) throws ReflectiveOperationException {
        return actual.getClass().getName().equals(SESSION)
                ? Optional.of(new TyrusPipe(TyrusSocket.of(actual), standard))
                : Optional.empty();
    }
}
