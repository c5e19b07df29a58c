package io.shardhub.sharding;

import java.util.List;

/**
 * Which clients shall move between the shards of a hub: how many, not who. Immutable.
 *
 * @param reason why it was made
 * @param loads the load of each shard by index when the plan was made; 1 is what each would have if all were even
 * @param moves what shall be done, in this order; empty when all is well, or when no shard can take clients
 */
public record RebalancePlan(Reason reason, List<Double> loads, List<Move> moves) {

    /** Copies the lists. */
    public RebalancePlan {
        loads = List.copyOf(loads);
        moves = List.copyOf(moves);
    }

    /** Why a plan is made. */
    public enum Reason {
        /** It was time for a check. */
        PERIODIC,
        /** Somebody asked for it. */
        REQUESTED,
        /** A shard is to be emptied. */
        DRAIN,
        /** The number of shards has changed. */
        RESIZE
    }

    /**
     * Some clients that change from a shard to another.
     *
     * @param from the index of the shard that they leave
     * @param to the index of the shard that takes them
     * @param clients how many, at least one
     */
    public record Move(int from, int to, int clients) {

        /** Refuses a move that moves nothing. */
        public Move {
            if (from == to) {
                throw new IllegalArgumentException("move.to: " + to + " (expected: another shard than move.from)");
            }
            if (clients < 1) {
                throw new IllegalArgumentException("move.clients: " + clients + " (expected: at least 1)");
            }
        }
    }

    /** Whether nothing is to be moved. */
    public boolean isEmpty() {
        return moves.isEmpty();
    }

    /** How many clients are to be moved. */
    public int clients() {
        return moves.stream().mapToInt(Move::clients).sum();
    }
}
