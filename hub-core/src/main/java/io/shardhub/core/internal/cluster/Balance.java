package io.shardhub.core.internal.cluster;

import io.shardhub.cluster.NodeStatus;
import io.shardhub.options.BalanceOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides how many clients a node sends to which other ones. A node's share of all clients is by its capacity. All nodes that
 * have too many see the same numbers, and each takes its part of the room that the others have, so together they fill nobody
 * beyond its share. A node begins above the threshold and goes on until half-way to its share: what moved does not move back.
 * Caretaker only.
 */
final class Balance {

    /** How often the pause is doubled at most while nobody goes. */
    private static final int MAX_DOUBLINGS = 5;

    private final BalanceOptions options;
    private final long pauseNanos;
    private boolean shedding;
    private int futile; // times in a row that clients were asked to go, and hardly any went
    private int before; // clients when they were asked last
    private int asked;
    private long checkAt;

    /** Not to be asked again before {@code settle} nanoseconds are over, which is how long it takes until all see the effect. */
    Balance(BalanceOptions options, long settle, long now) {
        this.options = options;
        this.pauseNanos =
                Math.max(options.interval().toNanos(), settle + options.jitter().toNanos());
        this.checkAt = now + pauseNanos;
    }

    boolean isOff() {
        return options.interval().isZero();
    }

    /** Nanoseconds until the next check. */
    long nanosUntilDue(long now) {
        return isOff() ? Long.MAX_VALUE : checkAt - now;
    }

    /** Nothing can be decided now. */
    void postpone(long now) {
        checkAt = now + pauseNanos;
        shedding = false;
        asked = 0;
    }

    /** What to send away now, by node; empty for nothing. {@code self} has its present load. */
    Map<NodeStatus, Integer> check(NodeStatus self, List<NodeStatus> others, long now) {
        if (isOff() || now - checkAt < 0) {
            return Map.of();
        }
        int clients = self.load().clients();
        boolean hardlyAny = asked > 0 && before - clients < asked / 2;
        futile = hardlyAny ? Math.min(futile + 1, MAX_DOUBLINGS) : 0;
        checkAt = now + (pauseNanos << futile);
        asked = 0;
        Shares shares = Shares.of(self, others);
        double share = shares.of(self);
        double goal = share * (1 + (options.threshold() - 1) / 2);
        shedding = clients > (shedding ? goal : share * options.threshold());
        double excess = clients - goal;
        if (!shedding || excess < 1) {
            return Map.of();
        }
        double part = excess / Math.max(excess, shares.excess(options.threshold(), self) + excess);
        int wanted = (int) Math.min(Math.ceil(excess), options.slice());
        Map<NodeStatus, Integer> plan = shares.fill(wanted, part);
        asked = plan.values().stream().mapToInt(Integer::intValue).sum();
        before = clients;
        return plan;
    }

    /** Who could have how many of so many clients, when all have to go; nobody's room counts. */
    static Map<NodeStatus, Integer> spread(int clients, List<NodeStatus> others) {
        List<NodeStatus> open = others.stream().filter(Shares::isOpen).toList();
        Map<NodeStatus, Integer> plan = new LinkedHashMap<>();
        double capacity =
                open.stream().mapToDouble(node -> node.load().capacity()).sum();
        double due = 0;
        int given = 0;
        for (NodeStatus node : open) {
            due += (double) clients * node.load().capacity() / capacity;
            int count = (int) Math.round(due) - given;
            given += count;
            if (count > 0) {
                plan.put(node, count);
            }
        }
        return plan;
    }

    /** How many clients each open node would have if all were as full. */
    private record Shares(List<NodeStatus> nodes, double perPlace) {

        static boolean isOpen(NodeStatus node) {
            return !node.load().draining() && node.load().capacity() > 0;
        }

        static Shares of(NodeStatus self, List<NodeStatus> others) {
            List<NodeStatus> nodes = others.stream().filter(Shares::isOpen).toList();
            double clients = self.load().clients();
            double places = self.load().capacity();
            for (NodeStatus node : nodes) {
                clients += node.load().clients();
                places += node.load().capacity();
            }
            return new Shares(nodes, clients / places);
        }

        double of(NodeStatus node) {
            return perPlace * node.load().capacity();
        }

        /** What the others have above the goal, if they are above the threshold. */
        double excess(double threshold, NodeStatus self) {
            return nodes.stream()
                    .filter(node -> !node.id().equals(self.id()) && node.load().clients() > of(node) * threshold)
                    .mapToDouble(node -> node.load().clients() - of(node) * (1 + (threshold - 1) / 2))
                    .sum();
        }

        /** Up to {@code wanted} clients, by room; of everybody's room only a part is this node's to fill. */
        Map<NodeStatus, Integer> fill(int wanted, double part) {
            double room = nodes.stream().mapToDouble(this::room).sum();
            double count = Math.min(wanted, Math.floor(room * part));
            Map<NodeStatus, Integer> plan = new LinkedHashMap<>();
            double due = 0;
            int given = 0;
            for (NodeStatus node : nodes) {
                due += room == 0 ? 0 : count * room(node) / room;
                int here = (int) Math.round(due) - given;
                given += here;
                if (here > 0) {
                    plan.put(node, here);
                }
            }
            return plan;
        }

        private double room(NodeStatus node) {
            return Math.max(0, of(node) - node.load().clients());
        }
    }
}
