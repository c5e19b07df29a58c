package io.shardhub.jakarta.internal;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Method;
import java.time.Duration;

/** What the standard API leaves open, container by container. */
enum Container {
    /** Tomcat, and TomEE; its properties are those of a session. */
    TOMCAT("org.apache.tomcat.websocket.", 0, true) {
        /* What Tomcat writes by itself, such as the answers to pings, blocks one of its threads while the peer does not read. */
        @Override
        void tune(Session session, Duration linger) {
            long millis = Math.max(1, linger.toMillis());
            long blocked = Math.min(MAX_BLOCKED_MILLIS, millis);
            session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", blocked);
            session.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", millis);
        }

        /*
         * What Tomcat does when the peer's close frame arrives. If no close frame has been sent yet it tries to send one, and
         * closes the socket at once, whatever the peer does, when the thread is interrupted before it waits for its turn.
         */
        @Override
        void cut(Session actual) throws ReflectiveOperationException {
            Method received = actual.getClass().getMethod("onClose", CloseReason.class);
            Thread.currentThread().interrupt();
            try {
                received.invoke(actual, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
            } finally {
                Thread.interrupted();
            }
        }

        @Override
        void stopReading(Session actual) throws ReflectiveOperationException {
            actual.getClass().getMethod("suspend").invoke(actual);
        }
    },
    /** Tyrus, GlassFish, Payara, WebLogic. An idle timeout of 0 costs a scheduled task for every message, -1 none. */
    TYRUS("org.glassfish.tyrus.", -1, false) {

        /* Every close of Tyrus's own waits for what Grizzly has not written yet. */
        @Override
        void cut(Session actual) throws ReflectiveOperationException {
            Object connection = TyrusSocket.connection(actual);
            connection.getClass().getMethod("terminateSilently").invoke(connection);
        }
    },
    /** Jetty. */
    JETTY("org.eclipse.jetty.", 0, true) {
        @Override
        void cut(Session actual) throws ReflectiveOperationException {
            actual.getClass().getMethod("abort").invoke(actual);
        }
    },
    /** Undertow, WildFly. */
    UNDERTOW("io.undertow.", 0, false) {
        @Override
        void tune(Session session, Duration linger) {
            UndertowInbound.bound(actual(session));
        }

        @Override
        void cut(Session actual) throws ReflectiveOperationException {
            actual.getClass().getMethod("forceClose").invoke(actual);
        }
    },
    /** Unknown: what may block is taken to block. */
    OTHER("", 0, true);

    private static final long MAX_BLOCKED_MILLIS = 2_000;
    private static final int PART_SIZE = 256;

    private final String prefix;
    private final long idleOff;
    private final boolean pingBlocks;

    Container(String prefix, long idleOff, boolean pingBlocks) {
        this.prefix = prefix;
        this.idleOff = idleOff;
        this.pingBlocks = pingBlocks;
    }

    static Container of(Session session) {
        return of(actual(session).getClass());
    }

    /** The container's own session, which frameworks may have wrapped. */
    static Session actual(Session session) {
        return of(session.getClass()) != OTHER ? session : Unwrapped.of(session);
    }

    private static Container of(Class<?> type) {
        for (Container container : values()) {
            if (type.getName().startsWith(container.prefix)) {
                return container;
            }
        }
        return OTHER;
    }

    /** Whether {@code sendPing} waits for a peer that does not read. */
    boolean pingBlocks() {
        return pingBlocks;
    }

    /** Whether bytes that arrive while a session ends may be taken for one more handshake, with the old request. */
    boolean repeatsHandshakes() {
        return this == TYRUS;
    }

    /** Whether the thread that reads a session serves no other meanwhile, and is one of many. */
    boolean mayHoldReader() {
        return this == TOMCAT || this == JETTY;
    }

    /**
     * The buffer a session gets for what arrives. The hub takes messages in parts and keeps the limit itself: a container that
     * closes a session by itself is overtaken by writes that fail, and the reason is lost. Tomcat fills the buffer, and keeps
     * it; those that hand over what they have read need none, and Undertow takes it for a limit all the same.
     */
    int inboundBuffer(int maxBytes) {
        return switch (this) {
            case TOMCAT -> PART_SIZE;
            case JETTY, TYRUS, UNDERTOW -> Integer.MAX_VALUE;
            case OTHER -> maxBytes;
        };
    }

    /**
     * The value that turns the container's idle timeout off: what is sent keeps it fresh, so it finds no dead peer, and the
     * hub looks for them itself. A positive value would be dangerous: Tyrus may close the session at once.
     */
    long idleOff() {
        return idleOff;
    }

    /** Bounds what blocks, lingers or piles up, where the container can be told; while the session opens. */
    void tune(Session session, Duration linger) {}

    /**
     * Reads nothing more of a session, up to its end, where the container can do that; the thread that reads.
     *
     * @param actual the container's own session
     */
    void stopReading(Session actual) throws ReflectiveOperationException {}

    /**
     * Ends a session and its socket at once, whatever the peer does and whatever waits for it. The standard API has no such
     * thing. Hardly blocks.
     *
     * @param actual the container's own session
     * @throws ReflectiveOperationException if the container has no way to do that, or failed to
     */
    void cut(Session actual) throws ReflectiveOperationException {
        throw new NoSuchMethodException("no way is known to cut a " + actual.getClass());
    }
}
