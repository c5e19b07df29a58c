package io.shardhub.core.internal.inbound;

import io.shardhub.options.RateOptions;
import java.util.concurrent.TimeUnit;

/**
 * How much one client may send. A bucket of tokens is one number, the time when it will be full again; a message puts it off by the
 * time that its tokens need to come, also if there were none: who goes on gets ever deeper into debt. The thread that reads the
 * client only.
 */
final class RateLimit {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Limits limits;
    private long messagesFullAt;
    private long bytesFullAt;
    private boolean warned;

    /** What becomes of a message. */
    enum Verdict {
        PASSES,
        /** There are no tokens for it, for the first time since the client was quiet. */
        WARNED,
        /** There are no tokens for it. */
        REFUSED,
        /** The client has had its warning, and a bucket more. */
        TOO_MUCH
    }

    /** The options in nanoseconds; shared by all clients. */
    record Limits(long messageNanos, long messageBurst, long bytesPerSecond, long byteBurst) {

        static Limits of(RateOptions options) {
            return new Limits(
                    SECOND / options.messagesPerSecond(),
                    options.messageBurst() * (SECOND / options.messagesPerSecond()),
                    options.bytesPerSecond(),
                    nanos(options.byteBurst(), options.bytesPerSecond()));
        }
    }

    /** Full buckets. */
    RateLimit(Limits limits, long now) {
        this.limits = limits;
        this.messagesFullAt = now;
        this.bytesFullAt = now;
    }

    private static long nanos(long bytes, long bytesPerSecond) {
        return bytes * SECOND / bytesPerSecond;
    }

    /** Takes the tokens for a message. */
    Verdict take(int bytes, long now) {
        long messages = Math.max(0, messagesFullAt - now) + limits.messageNanos;
        long volume = Math.max(0, bytesFullAt - now) + nanos(bytes, limits.bytesPerSecond);
        messagesFullAt = now + messages;
        bytesFullAt = now + volume;
        if (messages <= limits.messageBurst && volume <= limits.byteBurst) {
            if (warned) {
                warned = messages > limits.messageBurst / 2 || volume > limits.byteBurst / 2;
            }
            return Verdict.PASSES;
        }
        if (messages > 2 * limits.messageBurst || volume > 2 * limits.byteBurst) {
            return Verdict.TOO_MUCH;
        }
        boolean again = warned;
        warned = true;
        return again ? Verdict.REFUSED : Verdict.WARNED;
    }
}
