package io.shardhub.redis.internal.link;

import io.shardhub.log.Keys;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes one connection, and after its end the next.
 *
 * <p><b>Threading:</b> one thread at a time works with the connection; any thread may {@link #cut} it.
 */
public final class Linker {

    private static final Logger LOG = LoggerFactory.getLogger(Linker.class);
    private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String node;
    private final String role;
    private final Server server;
    private final Dialer dialer;
    private final CountDownLatch closed;
    private final Backoff backoff;
    private @Nullable Socket socket; // this and the next: under the monitor
    private Server.@Nullable Location location; // where that leads
    private boolean complained; // this and below: of whoever works with the connection, one thread at a time
    private long connectedAt;

    /** Makes connections of a node for a role, which name them there and in logs. */
    public Linker(String node, String role, Server server, Dialer dialer, CountDownLatch closed) {
        this.node = node;
        this.role = role;
        this.server = server;
        this.dialer = dialer.named("shardhub-" + node + "-" + role);
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
                    line(LOG.atInfo(), "redis_connected").log("node {}: {} is connected to Redis again", node, role);
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
        Server.Location there = server.locate();
        Link link = dialer.dial(there.place(), made -> remember(made, there));
        try {
            server.check(link);
        } catch (JedisException e) {
            cut();
            throw e;
        }
        return link;
    }

    private LoggingEventBuilder line(LoggingEventBuilder line, String event) {
        return Keys.line(line, event, node).addKeyValue("connection", role);
    }

    /** Notes in the log that the connection ended, once until there is a new one. */
    public void complain(Exception e) {
        if (!complained && closed.getCount() > 0) {
            line(LOG.atWarn(), "redis_disconnected")
                    .log("node {}: {} has no connection to Redis: {}", node, role, e.toString());
            complained = true;
        }
    }

    /** Whether there is a connection, and where it leads to is still the master for all that is known. */
    public synchronized boolean leadsToMaster() {
        return location != null && !server.hasLeft(location);
    }

    /** Ends a connection to where Redis no longer is. */
    public synchronized void leaveDeposed() {
        if (location != null && server.hasLeft(location)) {
            line(LOG.atWarn(), "redis_deposed")
                    .log("node {}: {} leaves {}, which is no longer the master", node, role, location.place());
            cut();
        }
    }

    /** Ends the connection, also one that is being made; whoever waits for it gets an exception. */
    public synchronized void cut() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("node {}: the socket of {} did not close", node, role, e);
            }
            socket = null;
            location = null;
        }
    }

    private synchronized void remember(Socket made, Server.Location there) {
        socket = made;
        location = there;
        if (closed.getCount() == 0) {
            cut(); // whoever closed the bus has seen no socket
        }
    }
}
