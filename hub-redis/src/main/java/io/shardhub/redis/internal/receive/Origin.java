package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.wire.LogId;
import org.jspecify.annotations.Nullable;

/**
 * One life of another node's bus, as this node hears it in one partition. Since everything of an origin comes in the order of its
 * numbers, one number is all that it takes to tell what is new. Owned by the delivery.
 */
final class Origin {

    final String nodeId;
    final long epoch;
    long number; // of the last that arrived
    boolean proven = true; // false after an outage, until it is known that nothing before the next one is missing

    @Nullable
    LogId place; // of the last that arrived, if there is a log

    Origin(String nodeId, long epoch, long number) {
        this.nodeId = nodeId;
        this.epoch = epoch;
        this.number = number;
    }
}
