package io.shardhub.examples.container;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** What containers say. */
public final class Logs {

    private Logs() {}

    /** Sends what Tomcat and Tyrus log to where everything else is logged; call it first. */
    public static void throughSlf4j() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
