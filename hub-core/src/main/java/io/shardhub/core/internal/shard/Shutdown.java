package io.shardhub.core.internal.shard;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import org.jspecify.annotations.Nullable;

/**
 * How a shard closes its clients: each gets the hint, before everything that waits for it, and is then closed.
 *
 * @param reason what they are closed with
 * @param hint CRITICAL; null for none
 * @param spreadNanos the time over which the closes are spread
 */
public record Shutdown(CloseReason reason, @Nullable Message hint, long spreadNanos) {

    static Shutdown atOnce(CloseReason reason) {
        return new Shutdown(reason, null, 0);
    }
}
