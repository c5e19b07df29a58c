package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.transport.Gateway;
import java.io.IOException;

/** A real container on an ephemeral port of the loopback interface, with a hub bound to {@code /ws}. */
interface TestServer extends AutoCloseable {

    /** What is bound. */
    record Bound(Gateway gateway, Authenticator authenticator, JakartaOptions options) {}

    /** Where it listens. */
    int port();

    @Override
    void close() throws IOException;
}
