package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Optional;

/** Binds sessions of Undertow to their channels. */
public final class UndertowPipeFactory implements PipeFactory {

    private static final String SESSION = "io.undertow.websockets.jsr.UndertowSession";

    /** For the service loader. */
    public UndertowPipeFactory() {}

    @Override
    public Optional<Pipe> tryBind(Session actual, Pipe standard) throws ReflectiveOperationException {
        return actual.getClass().getName().equals(SESSION)
                ? Optional.of(new UndertowPipe(UndertowChannel.of(actual), standard))
                : Optional.empty();
    }
}
