package io.shardhub.redis.internal.link;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes one connection, and after its end the next.
 *
 * <p><b>Threading:</b> {@link #connect} is called by the connection's thread; any thread may {@link #cut}.
 */
public final class Linker {

    private static final Logger LOG = LoggerFactory.getLogger(Linker.class);
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String role;
    private final Server server;
    private final Dialer dialer;
    private final CountDownLatch closed;
    private final Backoff backoff;
    private @Nullable Socket socket; // under the monitor of this
    private boolean complained; // this and the next: of the connection's thread
    private long connectedAt;

    /** Makes connections for a role, which names them in logs. */
    public Linker(String role, Server server, Dialer dialer, CountDownLatch closed) {
        this.role = role;
        this.server = server;
        this.dialer = dialer.named(role);
        this.closed = closed;
        this.backoff = new Backoff(closed);
    }

    /** A connection that is ready, as soon as there is one; null if it is time to end. */
    public @Nullable Link connect() {
        if (connectedAt != 0 && System.nanoTime() - connectedAt < SHORT_NANOS && !backoff.pause()) {
            return null; // the last one ended as soon as it began
        }
        while (closed.getCount() > 0) {
            try {
                Link link = tryConnect();
                if (connectedAt == 0 || System.nanoTime() - connectedAt > SHORT_NANOS) {
                    backoff.reset();
                }
                connectedAt = System.nanoTime();
                if (complained) {
                    LOG.info("{}: connected again", role);
                    complained = false;
                }
                return link;
            } catch (JedisException e) {
                complain(e);
                if (!backoff.pause()) {
                    return null;
                }
            }
        }
        return null;
    }

    /** The same in one attempt. */
    public Link tryConnect() {
        Link link = dialer.dial(server.locate(), this::remember);
        try {
            server.check(link);
        } catch (JedisException e) {
            cut();
            throw e;
        }
        return link;
    }

    /** Notes in the log that the connection ended, once until there is a new one. */
    public void complain(Exception e) {
        if (!complained && closed.getCount() > 0) {
            LOG.warn("{}: no connection to Redis: {}", role, e.toString());
            complained = true;
        }
    }

    /** Ends the connection, also one that is being made; whoever waits for it gets an exception. */
    public synchronized void cut() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("{}: the socket did not close", role, e);
            }
            socket = null;
        }
    }

    private synchronized void remember(Socket made) {
        socket = made;
        if (closed.getCount() == 0) {
            cut(); // whoever closed the bus has seen no socket
        }
    }
}
