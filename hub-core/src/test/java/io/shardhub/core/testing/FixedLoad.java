package io.shardhub.core.testing;

import io.shardhub.sharding.ShardLoad;

/** A load that is what a test says. */
public record FixedLoad(int clients, int mailbox, double deliveries, boolean accepting) implements ShardLoad {

    /** A shard that accepts clients and has nothing to do. */
    public static final FixedLoad IDLE = new FixedLoad(0, 0, 0, true);

    /** That many quiet clients. */
    public static FixedLoad ofClients(int clients) {
        return IDLE.withClients(clients);
    }

    /** With that many clients. */
    public FixedLoad withClients(int newClients) {
        return new FixedLoad(newClients, mailbox, deliveries, accepting);
    }

    /** With that many waiting commands. */
    public FixedLoad withMailbox(int newMailbox) {
        return new FixedLoad(clients, newMailbox, deliveries, accepting);
    }

    /** With that many messages per second. */
    public FixedLoad withDeliveries(double newDeliveries) {
        return new FixedLoad(clients, mailbox, newDeliveries, accepting);
    }

    /** Without new clients. */
    public FixedLoad closed() {
        return new FixedLoad(clients, mailbox, deliveries, false);
    }
}
