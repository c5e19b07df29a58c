package io.shardhub.examples.container;

/**
 * Where a container listens.
 *
 * @param host the address to bind to; {@code 127.0.0.1} for nobody else's eyes
 * @param port 0 for any free one
 * @param maxConnections how many connections it keeps at a time; Tyrus has no such bound, there it is the hub's alone
 */
public record Listen(String host, int port, int maxConnections) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
