package io.shardhub.options;

import java.time.Duration;

/**
 * What peers may have waiting for their handlers, and what comes to one that sends more than that.
 *
 * <p>A peer whose credit is spent is held back if its transport allows that
 * ({@link io.shardhub.transport.Connection#mayHoldReader}): nothing more of it is read until half of its credit is free again.
 * Where that is not allowed, or {@code holdFor} has passed, its messages are refused as {@code busy}; one that is refused too
 * often is closed with 4429.
 *
 * @param messages messages of one client that may wait
 * @param bytes of the messages of one client that wait, in UTF-8; a message has to fit
 * @param hubMessages messages of all clients that may wait; further ones are refused as {@code busy}, whoever sends them
 * @param hubBytes of the messages of all clients that wait
 * @param maxHeld peers that may be held back at the same time, because each keeps a thread of its container; 0 for none
 * @param holdFor how long a peer is held back in one go
 * @param maxRefusedPerMinute messages of one client beyond its credit that are refused in a minute before it is closed
 */
public record CreditOptions(
        int messages,
        int bytes,
        int hubMessages,
        long hubBytes,
        int maxHeld,
        Duration holdFor,
        int maxRefusedPerMinute) {

    private static final int BYTES = 1 << 18;
    private static final int HUB_MESSAGES_PER_WORKER = 2_048;
    private static final int HUB_BYTES_PER_WORKER = 1 << 23;

    /** Checks every value. */
    public CreditOptions {
        Check.all(
                Check.between(1, 65_536, messages, "inbound.credit.messages"),
                Check.between(64, 1 << 30, bytes, "inbound.credit.bytes"),
                Check.between(1, 1 << 24, hubMessages, "inbound.credit.hubMessages"),
                Check.between(64, 1L << 40, hubBytes, "inbound.credit.hubBytes"),
                Check.between(0, 4_096, maxHeld, "inbound.credit.maxHeld"),
                Check.between(Duration.ofMillis(1), Duration.ofSeconds(10), holdFor, "inbound.credit.holdFor"),
                Check.between(0, 1_000_000, maxRefusedPerMinute, "inbound.credit.maxRefusedPerMinute"),
                Check.that(
                        hubBytes >= bytes,
                        "inbound.credit.hubBytes",
                        hubBytes,
                        "at least inbound.credit.bytes, " + bytes));
    }

    /**
     * For each client 128 messages and 256 KiB, for each worker 2,048 messages and 8 MiB of all clients; 16 peers are held at a
     * time, for a second; 60 refusals a minute.
     */
    public static CreditOptions defaults(int workers) {
        return new CreditOptions(
                128,
                BYTES,
                Math.max(1, workers * HUB_MESSAGES_PER_WORKER),
                Math.max(BYTES, (long) workers * HUB_BYTES_PER_WORKER),
                16,
                Duration.ofSeconds(1),
                60);
    }

    /** With another number of messages of one client. */
    public CreditOptions withMessages(int newMessages) {
        return new CreditOptions(newMessages, bytes, hubMessages, hubBytes, maxHeld, holdFor, maxRefusedPerMinute);
    }

    /** With another number of bytes of one client. */
    public CreditOptions withBytes(int newBytes) {
        return new CreditOptions(messages, newBytes, hubMessages, hubBytes, maxHeld, holdFor, maxRefusedPerMinute);
    }

    /** With another number of messages of all clients. */
    public CreditOptions withHubMessages(int newHubMessages) {
        return new CreditOptions(messages, bytes, newHubMessages, hubBytes, maxHeld, holdFor, maxRefusedPerMinute);
    }

    /** With another number of bytes of all clients. */
    public CreditOptions withHubBytes(long newHubBytes) {
        return new CreditOptions(messages, bytes, hubMessages, newHubBytes, maxHeld, holdFor, maxRefusedPerMinute);
    }

    /** With another number of peers that are held. */
    public CreditOptions withMaxHeld(int newMaxHeld) {
        return new CreditOptions(messages, bytes, hubMessages, hubBytes, newMaxHeld, holdFor, maxRefusedPerMinute);
    }

    /** With another time to hold a peer. */
    public CreditOptions withHoldFor(Duration newHoldFor) {
        return new CreditOptions(messages, bytes, hubMessages, hubBytes, maxHeld, newHoldFor, maxRefusedPerMinute);
    }

    /** With another tolerance of messages beyond the credit. */
    public CreditOptions withMaxRefusedPerMinute(int newMaxRefusedPerMinute) {
        return new CreditOptions(messages, bytes, hubMessages, hubBytes, maxHeld, holdFor, newMaxRefusedPerMinute);
    }
}
