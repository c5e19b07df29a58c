package io.shardhub.cluster;

import io.shardhub.SendResult;
import io.shardhub.cluster.LoopCluster.LoopBus;
import java.util.function.UnaryOperator;

/** What a {@link LoopCluster} does; the right thing by default. */
interface LoopRules {

    /** Whether a bus delivers this message to its own listener. */
    default boolean takes(LoopBus bus, ClusterMessage message) {
        return !message.origin().equals(bus.nodeId()) && bus.isSubscribed(message.target());
    }

    /** What arrives of a message. */
    default ClusterMessage carry(ClusterMessage message) {
        return message;
    }

    /** How often the message arrives. */
    default int times(ClusterMessage message) {
        return 1;
    }

    /** By how much the sequence grows. */
    default int step() {
        return 1;
    }

    /** What a closed bus answers. */
    default SendResult closed() {
        return SendResult.CLOSED;
    }

    /** Whether a listener that throws stops the bus. */
    default boolean isStoppedByListener() {
        return false;
    }

    /** Whether unsubscribe does anything. */
    default boolean unsubscribes() {
        return true;
    }

    /** By how much a figure grows. */
    default int counts() {
        return 1;
    }

    /* --------------- Nodes --------------- */

    /** What is told of a node. */
    default NodeStatus status(NodeStatus status) {
        return status;
    }

    /** How often a node is told to have joined. */
    default int joins() {
        return 1;
    }

    /** Whether a node is told of itself. */
    default boolean meetsItself() {
        return false;
    }

    /** How often a node is told to be gone. */
    default int leaves() {
        return 1;
    }

    /** Whether a node that is gone is forgotten. */
    default boolean forgetsGone() {
        return true;
    }

    /** Whether a death is told. */
    default boolean toldOfDeath() {
        return true;
    }

    /** Whether nodes are in order. */
    default boolean sorts() {
        return true;
    }

    /** The load that is known after a report. */
    default NodeLoad load(NodeLoad before, NodeLoad report) {
        return report;
    }

    /* --------------- Outages --------------- */

    /** Whether the bus says that it is verified. */
    default boolean verified(boolean reachable) {
        return reachable;
    }

    /** Whether the listener is told again what it knows. */
    default boolean repeatsHealth() {
        return false;
    }

    /** Whether an outage ends the subscriptions. */
    default boolean forgetsInOutage() {
        return false;
    }

    /** Whether the others are taken for dead when the engine is away. */
    default boolean deadInOutage() {
        return false;
    }

    /** Whether there is a bound to what waits. */
    default boolean refuses() {
        return true;
    }

    /** Whether a message that waited is lost. */
    default boolean losesBuffered(ClusterMessage message) {
        return false;
    }

    /** Whether what is lost is counted. */
    default boolean countsLost() {
        return true;
    }

    /** Rules that only change what arrives. */
    static LoopRules carrying(UnaryOperator<ClusterMessage> carry) {
        return new LoopRules() {
            @Override
            public ClusterMessage carry(ClusterMessage message) {
                return carry.apply(message);
            }
        };
    }
}
