package io.shardhub.monitor;

import io.shardhub.annotation.AnyThread;
import io.shardhub.snapshot.HubHealth;
import io.shardhub.snapshot.MetricsSnapshot;

/**
 * A hub that can be looked at.
 *
 * <p><b>Threading:</b> any thread; nobody who sends, writes or handles waits for it. Measurements and clients are found by going through all
 * clients once: some milliseconds where there are a hundred thousand. Health costs the same however many there are.
 */
@AnyThread
public interface Monitored {

    /** Whether the hub works, and should get new clients: as exact as in the measurements. */
    HubHealth health();

    /** All measurements now. */
    MetricsSnapshot metrics();

    /** The clients that match, a page of them. */
    ConnectionPage connections(ConnectionQuery query);
}
