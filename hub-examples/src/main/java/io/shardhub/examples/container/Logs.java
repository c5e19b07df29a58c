package io.shardhub.examples.container;

import io.shardhub.examples.settings.Environment;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/** What servers say; {@code logback.xml} takes its variables from the environment. */
public final class Logs {

    private enum Format {
        TEXT,
        JSON
    }

    private Logs() {}

    /**
     * Sends what Tomcat and Tyrus log to where everything else is logged; call it first.
     *
     * @param environment {@code LOG_FORMAT} (text, or json for Logstash and its kind) and {@code LOG_LEVEL} of the hub (info)
     * @throws IllegalArgumentException if one is out of its range
     */
    public static void throughSlf4j(Environment environment) {
        environment.choice("LOG_FORMAT", Format.TEXT);
        environment.choice("LOG_LEVEL", Level.INFO);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
