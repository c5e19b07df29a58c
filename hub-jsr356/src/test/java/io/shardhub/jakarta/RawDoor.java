package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.jakarta.TestServer.Bound;
import java.io.IOException;

/** A Tomcat with an authenticator, and somebody who asks it over and over. */
public record RawDoor(TestServer server) implements AutoCloseable {

    /** Opens it. */
    public static RawDoor open(Authenticator authenticator) throws Exception {
        return new RawDoor(
                TomcatServer.withServlet(new Bound(new TestGateway(), authenticator, JakartaOptions.at("/ws"))));
    }

    /** One handshake over a connection of its own. */
    public void ask(String token, int status) throws IOException {
        String header = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        try (RawPeer peer = RawPeer.ask(server.port(), "/ws", header)) {
            int answered = peer.answer().status();
            if (answered != status) {
                throw new AssertionError(answered);
            }
            peer.reset();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
