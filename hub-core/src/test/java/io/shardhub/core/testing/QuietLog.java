package io.shardhub.core.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the hub's log silent in tests that make it complain thousands of times. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.shardhub");
    }

    /** For races, which have no test around them: until the JVM ends. */
    public static void silence() {
        logger().setLevel(Level.OFF);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        silence();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logger().setLevel(null);
    }
}
