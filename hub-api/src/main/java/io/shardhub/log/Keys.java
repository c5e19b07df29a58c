package io.shardhub.log;

import org.slf4j.spi.LoggingEventBuilder;

/** The keys that log lines carry for machines, beside a text for people; for transports and cluster engines, too. */
public final class Keys {

    /** What has happened: a fixed set, in snake case. */
    public static final String EVENT = "event";

    /** The name of the hub. */
    public static final String NODE = "node";

    /** The index of a shard. */
    public static final String SHARD = "shard";

    /** The id of a client. */
    public static final String CLIENT = "client";

    /** Lines that were not written before this one, because there were too many. */
    public static final String SUPPRESSED = "suppressed";

    private Keys() {}

    /** A line about something that has happened on a node. */
    public static LoggingEventBuilder line(LoggingEventBuilder line, String event, String node) {
        return line.addKeyValue(EVENT, event).addKeyValue(NODE, node);
    }
}
