package io.shardhub.event;

import io.shardhub.cluster.NodeStatus;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.snapshot.Alert;
import java.time.Duration;
import java.util.List;

/** Something that has happened to a hub as a whole. */
public sealed interface HubEvent {

    /** Why a shard lost its thread. */
    enum Loss {
        /** The thread ended by an error. */
        DIED,
        /** A call of a connection or a listener did not return in time. */
        HUNG
    }

    /**
     * A plan to move clients is carried out.
     *
     * @param plan what was planned, and why
     * @param moved clients that were moved; fewer than planned if some had left or could not be moved then
     */
    record Rebalanced(RebalancePlan plan, int moved) implements HubEvent {}

    /**
     * The number of shards has changed.
     *
     * @param before shards until now
     * @param now shards from now on
     */
    record Resized(int before, int now) implements HubEvent {}

    /**
     * A shard has lost its thread, and another one has taken over its clients; the one whose code was at fault is cut off.
     *
     * @param shard its index
     * @param loss how it was lost
     */
    record ShardReplaced(int shard, Loss loss) implements HubEvent {}

    /**
     * Many clients left within a short time.
     *
     * @param clients how many
     * @param before how many there were
     * @param within the time
     */
    record MassDisconnect(int clients, int before, Duration within) implements HubEvent {}

    /**
     * The health of the hub has changed.
     *
     * @param problems what is wrong, in words; empty when the hub is healthy again
     */
    record HealthChanged(List<String> problems) implements HubEvent {

        /** Copies the list. */
        public HealthChanged {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A rule of {@link io.shardhub.options.AlertOptions} has been broken for long enough.
     *
     * @param alert which, and by what
     */
    record AlertRaised(Alert alert) implements HubEvent {}

    /**
     * A rule that was alerted is obeyed again.
     *
     * @param alert which, with the figure that obeys it
     */
    record AlertCleared(Alert alert) implements HubEvent {}

    /**
     * Another node has joined the cluster, or was there when this one came.
     *
     * @param node who
     */
    record NodeJoined(NodeStatus node) implements HubEvent {}

    /**
     * Another node has left the cluster.
     *
     * @param node who
     */
    record NodeLeft(NodeStatus node) implements HubEvent {}

    /**
     * Another node is taken for dead.
     *
     * @param node who
     */
    record NodeDied(NodeStatus node) implements HubEvent {}

    /**
     * It is now known, or no longer known, that messages of other nodes arrive here.
     *
     * @param verified whether it is known
     */
    record ClusterHealthChanged(boolean verified) implements HubEvent {}

    /**
     * Messages between nodes were lost since the last event of this kind.
     *
     * @param cause why
     * @param messages how many, as far as it is known
     * @param unknown how often it was not known how many
     */
    record MessagesLost(io.shardhub.cluster.Loss.Cause cause, long messages, long unknown) implements HubEvent {}

    /**
     * Clients were asked to go to other nodes.
     *
     * @param clients how many
     * @param draining whether this node is emptied; if not, it had more than its share
     */
    record ClientsSentAway(int clients, boolean draining) implements HubEvent {}
}
