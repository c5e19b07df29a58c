package io.shardhub.options;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The shards of a hub.
 *
 * @param count how many, 1 to 256
 * @param clientsPerShard how many clients the hub takes per shard on average; it refuses more than {@code count} times this
 * @param mailboxCapacity commands that may wait per shard, a power of two; further ones are refused as a result
 * @param drainLimit commands that a shard takes from its mailbox before it writes
 * @param strategy the name of the strategy that chooses a client's shard: 1 to 64 lower-case letters, digits, dashes or
 *     underscores
 */
public record ShardOptions(int count, int clientsPerShard, int mailboxCapacity, int drainLimit, String strategy) {

    /** Checks every value. */
    public ShardOptions {
        Check mailbox = Check.powerOfTwoBetween(64, 1 << 20, mailboxCapacity, "shards.mailboxCapacity");
        Check.all(
                Check.between(1, 256, count, "shards.count"),
                Check.between(1, 1_000_000, clientsPerShard, "shards.clientsPerShard"),
                mailbox,
                Check.between(1, mailbox.holds() ? mailboxCapacity : 1 << 20, drainLimit, "shards.drainLimit"),
                Check.that(
                        strategy.matches("[a-z0-9_-]{1,64}"),
                        "shards.strategy",
                        strategy,
                        "1 to 64 lower-case letters, digits, dashes or underscores"));
    }

    /** The clients that the whole hub takes. */
    public long maxClients() {
        return (long) count * clientsPerShard;
    }

    /** With another number of shards. */
    public ShardOptions withCount(int newCount) {
        return new ShardOptions(newCount, clientsPerShard, mailboxCapacity, drainLimit, strategy);
    }

    /** With another number of clients per shard. */
    public ShardOptions withClientsPerShard(int newClientsPerShard) {
        return new ShardOptions(count, newClientsPerShard, mailboxCapacity, drainLimit, strategy);
    }

    /** With another mailbox size. */
    public ShardOptions withMailboxCapacity(int newMailboxCapacity) {
        return new ShardOptions(count, clientsPerShard, newMailboxCapacity, drainLimit, strategy);
    }

    /** With another number of commands per drain. */
    public ShardOptions withDrainLimit(int newDrainLimit) {
        return new ShardOptions(count, clientsPerShard, mailboxCapacity, newDrainLimit, strategy);
    }

    /** With another strategy. */
    public ShardOptions withStrategy(String newStrategy) {
        return new ShardOptions(count, clientsPerShard, mailboxCapacity, drainLimit, newStrategy);
    }

    /**
     * What the name of the strategy stands for.
     *
     * @throws OptionsException if it is not among the known names; the message has all of them, and the nearest
     */
    public <T> T strategyAmong(Map<String, T> known) {
        T found = known.get(strategy);
        if (found == null) {
            String near = NearMiss.of(strategy, known.keySet())
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("");
            String names = String.join(", ", new TreeSet<>(known.keySet()));
            throw new OptionsException(
                    List.of(Check.that(false, "shards.strategy", strategy, "one of " + names + near)));
        }
        return found;
    }
}
