package io.shardhub.options;

/**
 * How much one client may send: two buckets of tokens, one for messages, one for bytes. A message for which there are no tokens is
 * refused, and the client is warned once, until it has been quiet for a while; one that goes on until it is short of a whole further
 * bucket is closed with 4429.
 *
 * @param messagesPerSecond tokens for messages that come in a second, 1 to 1,000,000
 * @param messageBurst messages that may come at once after a quiet time, 1 to 10,000,000
 * @param bytesPerSecond tokens for bytes of UTF-8 that come in a second, 64 to 1,000,000,000
 * @param byteBurst bytes that may come at once after a quiet time, 64 to 2,000,000,000; at least a message of the largest size
 */
public record RateOptions(int messagesPerSecond, int messageBurst, int bytesPerSecond, int byteBurst) {

    /** Checks every value. */
    public RateOptions {
        Check.all(
                Check.between(1, 1_000_000, messagesPerSecond, "limits.rate.messagesPerSecond"),
                Check.between(1, 10_000_000, messageBurst, "limits.rate.messageBurst"),
                Check.between(64, 1_000_000_000, bytesPerSecond, "limits.rate.bytesPerSecond"),
                Check.between(64, 2_000_000_000, byteBurst, "limits.rate.byteBurst"));
    }

    /** 500 messages and 512 KiB a second, four times as much at once. */
    public static RateOptions defaults() {
        return new RateOptions(500, 2_000, 1 << 19, 1 << 21);
    }

    /** As much as can be said: for clients that are trusted, and for benchmarks. */
    public static RateOptions unlimited() {
        return new RateOptions(1_000_000, 10_000_000, 1_000_000_000, 2_000_000_000);
    }

    /** With another number of messages. */
    public RateOptions withMessages(int newMessagesPerSecond, int newMessageBurst) {
        return new RateOptions(newMessagesPerSecond, newMessageBurst, bytesPerSecond, byteBurst);
    }

    /** With another number of bytes. */
    public RateOptions withBytes(int newBytesPerSecond, int newByteBurst) {
        return new RateOptions(messagesPerSecond, messageBurst, newBytesPerSecond, newByteBurst);
    }
}
