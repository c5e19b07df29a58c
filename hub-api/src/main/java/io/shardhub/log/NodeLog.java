package io.shardhub.log;

import io.shardhub.annotation.AnyThread;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Trouble that may come over and over, in lines with the keys of {@link Keys}: five lines a second, and each says how many
 * before it were left out. Never blocks longer than the logger does.
 */
@AnyThread
public final class NodeLog {

    private final Logger logger;
    private final String node;
    private final LongSupplier clock;
    private final Complaints complaints;

    /**
     * For one kind of trouble: kinds that share a log leave each other's lines out.
     *
     * @param node the name of the hub
     * @param clock such as {@link System#nanoTime}
     */
    public NodeLog(Logger logger, String node, LongSupplier clock) {
        this.logger = logger;
        this.node = node;
        this.clock = clock;
        this.complaints = new Complaints(clock.getAsLong());
    }

    /** A line about something that has happened, to be ended with {@code log(..)}; it goes nowhere if there were too many. */
    public LoggingEventBuilder line(Level level, String event) {
        if (!logger.isEnabledForLevel(level) || !complaints.isDue(clock.getAsLong())) {
            return NOPLoggingEventBuilder.singleton();
        }
        return Keys.line(logger.atLevel(level), event, node).addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed());
    }
}
