package io.shardhub.monitor;

import io.shardhub.annotation.AnyThread;
import io.shardhub.snapshot.MetricsSnapshot;

/**
 * A hub that can be looked at.
 *
 * <p><b>Threading:</b> any thread; nobody who sends, writes or handles waits for it. Both methods go through all clients once:
 * some milliseconds where there are a hundred thousand.
 */
@AnyThread
public interface Monitored {

    /** All measurements now. */
    MetricsSnapshot metrics();

    /** The clients that match, a page of them. */
    ConnectionPage connections(ConnectionQuery query);
}
