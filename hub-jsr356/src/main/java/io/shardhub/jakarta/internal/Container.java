package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;

/** What the standard API leaves open, container by container. */
enum Container {
    /** Tomcat, and TomEE; its properties are those of a session. */
    TOMCAT("org.apache.tomcat.websocket.", 0, true) {
        @Override
        void tune(Session session) {
            session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 2_000L);
            session.getUserProperties().put("org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", 10L);
            session.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 5_000L);
        }
    },
    /** Tyrus, GlassFish, Payara, WebLogic. An idle timeout of 0 costs a scheduled task for every message, -1 none. */
    TYRUS("org.glassfish.tyrus.", -1, false),
    /** Jetty. */
    JETTY("org.eclipse.jetty.", 0, true),
    /** Undertow, WildFly. */
    UNDERTOW("io.undertow.", 0, false),
    /** Unknown: what may block is taken to block. */
    OTHER("", 0, true);

    private final String prefix;
    private final long idleOff;
    private final boolean pingBlocks;

    Container(String prefix, long idleOff, boolean pingBlocks) {
        this.prefix = prefix;
        this.idleOff = idleOff;
        this.pingBlocks = pingBlocks;
    }

    static Container of(Session session) {
        String name = session.getClass().getName();
        for (Container container : values()) {
            if (name.startsWith(container.prefix)) {
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

    /** Whether a handler of whole messages costs every session a buffer of the largest size. */
    boolean wantsParts() {
        return this == TOMCAT;
    }

    /**
     * The value that turns the container's idle timeout off: what is sent keeps it fresh, so it finds no dead peer, and the
     * hub looks for them itself. A positive value would be dangerous: Tyrus may close the session at once.
     */
    long idleOff() {
        return idleOff;
    }

    /** Bounds what blocks, where the container can be told. */
    void tune(Session session) {}
}
