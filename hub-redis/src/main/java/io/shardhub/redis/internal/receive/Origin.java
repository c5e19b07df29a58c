package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.wire.LogId;
import org.jspecify.annotations.Nullable;

/**
 * One life of another node's bus, as this node hears it in one partition. Since everything of an origin comes in the order of its
 * numbers, one number is all that it takes to tell what is new. Owned by the delivery.
 */
final class Origin {

    private static final int ABSENCES = 16; // more of this node's own beacons than are ever under way

    final String nodeId;
    final long epoch;
    long number; // of the last that arrived
    boolean proven = true; // false after an outage, until it is known that nothing before the next one is missing
    private int absences; // times that this node heard itself, in a row, while the register did not have that life

    @Nullable
    LogId place; // of the last that arrived, if there is a log

    Origin(String nodeId, long epoch, long number) {
        this.nodeId = nodeId;
        this.epoch = epoch;
        this.number = number;
    }

    /** This node has heard itself. */
    void passed(boolean alive) {
        absences = alive ? 0 : absences + 1;
    }

    /**
     * Whether that life has ended, and nothing of it was still under way when this node last heard itself: a subscription may be deaf
     * already while the register still tells who goes.
     */
    boolean isOver() {
        return absences >= ABSENCES;
    }
}
