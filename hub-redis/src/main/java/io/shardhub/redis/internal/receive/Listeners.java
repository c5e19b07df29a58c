package io.shardhub.redis.internal.receive;

/**
 * Who is told, and what is counted.
 *
 * @param desk tells the listener
 * @param tally counts
 */
public record Listeners(ListenerDesk desk, IncomingTally tally) {}
