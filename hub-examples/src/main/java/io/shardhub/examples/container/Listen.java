package io.shardhub.examples.container;

/**
 * Where a container listens, and how it keeps connections.
 *
 * @param host the address to bind to; {@code 127.0.0.1} for nobody else's eyes
 * @param port 0 for any free one
 * @param maxConnections how many connections it keeps at a time; Tyrus has no such bound, there it is the hub's alone
 * @param smallBuffers whether a connection is to keep as little memory as the container can be told to; otherwise the
 *     container's defaults hold
 */
public record Listen(String host, int port, int maxConnections, boolean smallBuffers) {

    /** On the loopback. */
    public static Listen locally(int port, int maxConnections) {
        return new Listen("127.0.0.1", port, maxConnections, false);
    }

    /** With small buffers. */
    public Listen withSmallBuffers() {
        return new Listen(host, port, maxConnections, true);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
