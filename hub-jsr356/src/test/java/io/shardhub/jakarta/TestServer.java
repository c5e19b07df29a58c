package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.transport.Gateway;
import java.io.IOException;
import java.util.Optional;

/** A real container on an ephemeral port of the loopback interface, with a hub bound to {@code /ws}. */
interface TestServer extends AutoCloseable {

    /** What is bound; and what the server shows if it is to speak TLS. */
    record Bound(
            Gateway gateway, Authenticator authenticator, JakartaOptions options, Optional<Certificate> certificate) {

        Bound(Gateway gateway, Authenticator authenticator, JakartaOptions options) {
            this(gateway, authenticator, options, Optional.empty());
        }
    }

    /** Where it listens. */
    int port();

    @Override
    void close() throws IOException;
}
