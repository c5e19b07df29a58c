package io.shardhub.core.internal.cluster;

import io.shardhub.cluster.NodeStatus;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Nodes that somebody wants to see empty. Any thread asks, the caretaker looks. */
final class Awaited {

    private final Queue<Emptying> emptyings = new ConcurrentLinkedQueue<>();

    private static final class Emptying {
        private final String nodeId;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private boolean begun; // caretaker only

        Emptying(String nodeId) {
            this.nodeId = nodeId;
        }

        boolean hasEnded(List<NodeStatus> nodes) {
            @Nullable
            NodeStatus node = nodes.stream()
                    .filter(status -> status.id().equals(nodeId))
                    .findFirst()
                    .orElse(null);
            if (node == null || (node.load().draining() && node.load().clients() == 0)) {
                return end.complete(null);
            }
            if (begun && !node.load().draining()) {
                return end.completeExceptionally(new IllegalStateException("node " + nodeId + " takes clients again"));
            }
            begun |= node.load().draining();
            return false;
        }
    }

    /** Completes when that node has nobody left. */
    CompletableFuture<Void> empty(String nodeId) {
        Emptying emptying = new Emptying(nodeId);
        emptyings.add(emptying);
        return emptying.end;
    }

    boolean isEmpty() {
        return emptyings.isEmpty();
    }

    void check(List<NodeStatus> nodes) {
        emptyings.removeIf(emptying -> emptying.hasEnded(nodes));
    }

    void end(RuntimeException why) {
        for (Emptying emptying = emptyings.poll(); emptying != null; emptying = emptyings.poll()) {
            emptying.end.completeExceptionally(why);
        }
    }
}
