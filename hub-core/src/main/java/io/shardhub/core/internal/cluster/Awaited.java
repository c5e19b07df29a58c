package io.shardhub.core.internal.cluster;

import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Nodes that somebody wants to see empty. Any thread asks, the bus tells who is gone, the caretaker looks at the others. */
@AnyThread
final class Awaited {

    private final Queue<Emptying> emptyings = new ConcurrentLinkedQueue<>();

    private static final class Emptying {
        private final String nodeId;
        private final long beginBy;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private boolean begun; // caretaker only

        Emptying(String nodeId, long beginBy) {
            this.nodeId = nodeId;
            this.beginBy = beginBy;
        }

        /** Whether it has ended; {@code load} is null for a node that is not known. */
        boolean check(@Nullable NodeLoad load, long now) {
            if (load != null && load.draining()) {
                begun = true;
                return load.clients() == 0 && succeed();
            }
            if (begun) {
                return load != null && fail("takes clients again");
            }
            return now - beginBy >= 0 && fail("has not begun to drain in time (expected: the order reaches it)");
        }

        boolean succeed() {
            end.complete(null);
            return true;
        }

        boolean fail(String why) {
            end.completeExceptionally(new IllegalStateException("node " + nodeId + " " + why));
            return true;
        }
    }

    /** Completes when that node has nobody left; fails if it is not seen to drain by then, because the order was lost. */
    CompletableFuture<Void> empty(String nodeId, long beginBy) {
        Emptying emptying = new Emptying(nodeId, beginBy);
        emptyings.add(emptying);
        return emptying.end;
    }

    boolean isEmpty() {
        return emptyings.isEmpty();
    }

    /** Looks at the nodes that are known. One that has gone is told to {@link #left} or {@link #died}. */
    void check(List<NodeStatus> nodes, long now) {
        emptyings.removeIf(emptying -> emptying.check(load(nodes, emptying.nodeId), now));
    }

    private static @Nullable NodeLoad load(List<NodeStatus> nodes, String nodeId) {
        return nodes.stream()
                .filter(node -> node.id().equals(nodeId))
                .map(NodeStatus::load)
                .findFirst()
                .orElse(null);
    }

    /** A node has closed its hub, and with it what it had. */
    void left(String nodeId) {
        emptyings.removeIf(emptying -> emptying.nodeId.equals(nodeId) && emptying.succeed());
    }

    /** Nobody knows what became of the clients of a node. */
    void died(String nodeId) {
        emptyings.removeIf(emptying -> emptying.nodeId.equals(nodeId) && emptying.fail("died before it was empty"));
    }

    void end(RuntimeException why) {
        for (Emptying emptying = emptyings.poll(); emptying != null; emptying = emptyings.poll()) {
            emptying.end.completeExceptionally(why);
        }
    }
}
