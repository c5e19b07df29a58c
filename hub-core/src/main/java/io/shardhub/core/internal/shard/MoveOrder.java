package io.shardhub.core.internal.shard;

import java.util.concurrent.CompletableFuture;

/** So many clients of a shard are to be moved to another one. Made by anybody, worked off by the shard that has them. */
public final class MoveOrder {

    private final Shard target;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private int left;
    private int moved;

    MoveOrder(Shard target, int clients) {
        this.target = target;
        this.left = clients;
    }

    Shard target() {
        return target;
    }

    /** Completes with the number of clients that were moved: fewer than ordered if there were no more that could be. */
    public CompletableFuture<Integer> end() {
        return end;
    }

    int left() {
        return left;
    }

    void moved(int clients) {
        left -= clients;
        moved += clients;
    }

    void finish() {
        end.complete(moved);
    }
}
