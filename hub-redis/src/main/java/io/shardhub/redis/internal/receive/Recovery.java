package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import java.util.Map;

/** What is done about an outage. Called by the delivery, in the order of what arrives. */
interface Recovery {

    /** From here on, something may be missing. */
    void broken(Map<Long, Target> listening);

    /** Every subscription is back. */
    void restored() throws InterruptedException;

    /** Something arrived on a channel. */
    void received(byte[] content);
}
