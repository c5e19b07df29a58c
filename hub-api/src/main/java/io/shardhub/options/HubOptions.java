package io.shardhub.options;

import io.shardhub.OverflowPolicy;
import java.time.Duration;

/**
 * Everything about a hub that is decided before it starts.
 *
 * @param name names the hub in thread names, logs and client ids: 1 to 32 letters, digits or dashes; different on every node
 *     of a cluster
 * @param shards how many shards, and their mailboxes
 * @param outbox what may wait for one client
 * @param inbound what one client may send
 * @param liveness how dead peers are found
 * @param closing how connections end
 */
public record HubOptions(
        String name,
        ShardOptions shards,
        OutboxOptions outbox,
        InboundOptions inbound,
        LivenessOptions liveness,
        ClosingOptions closing) {

    /** Checks the name, and what the parts must agree on. */
    public HubOptions {
        if (!name.matches("[A-Za-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: 1 to 32 letters, digits or dashes)");
        }
    }

    /** For up to 2,000 clients: 2 shards, 4 workers, 256 messages per outbox, a ping every 60 s. */
    public static HubOptions small() {
        return preset(2, 1_000, 4, 256, 60);
    }

    /** For up to 16,000 clients: 8 shards, 16 workers, 512 messages per outbox, a ping every 30 s. */
    public static HubOptions medium() {
        return preset(8, 2_000, 16, 512, 30);
    }

    /** For up to 160,000 clients: 32 shards, 64 workers, 1,024 messages per outbox, a ping every 15 s. */
    public static HubOptions high() {
        return preset(32, 5_000, 64, 1_024, 15);
    }

    private static HubOptions preset(int shards, int clients, int workers, int outbox, int pingSeconds) {
        return new HubOptions(
                "hub",
                new ShardOptions(shards, clients, 16_384, 256),
                new OutboxOptions(
                        outbox,
                        outbox * 4_096,
                        Duration.ofSeconds(60),
                        OverflowPolicy.DROP_OLDEST,
                        Duration.ofSeconds(10)),
                new InboundOptions(workers, 65_536, 128, 30),
                new LivenessOptions(Duration.ofSeconds(pingSeconds), Duration.ofSeconds(10)),
                ClosingOptions.defaults());
    }

    /** With another name. */
    public HubOptions withName(String newName) {
        return new HubOptions(newName, shards, outbox, inbound, liveness, closing);
    }

    /** With other shards. */
    public HubOptions withShards(ShardOptions newShards) {
        return new HubOptions(name, newShards, outbox, inbound, liveness, closing);
    }

    /** With another outbox. */
    public HubOptions withOutbox(OutboxOptions newOutbox) {
        return new HubOptions(name, shards, newOutbox, inbound, liveness, closing);
    }

    /** With other limits for what clients send. */
    public HubOptions withInbound(InboundOptions newInbound) {
        return new HubOptions(name, shards, outbox, newInbound, liveness, closing);
    }

    /** With another liveness check. */
    public HubOptions withLiveness(LivenessOptions newLiveness) {
        return new HubOptions(name, shards, outbox, inbound, newLiveness, closing);
    }

    /** With another way to close. */
    public HubOptions withClosing(ClosingOptions newClosing) {
        return new HubOptions(name, shards, outbox, inbound, liveness, newClosing);
    }
}
