package io.shardhub.options;

/**
 * The shards of a hub.
 *
 * @param count how many, 1 to 256
 * @param clientsPerShard how many clients the hub takes per shard on average; it refuses more than {@code count} times this
 * @param mailboxCapacity commands that may wait per shard, a power of two; further ones are refused as a result
 * @param drainLimit commands that a shard takes from its mailbox before it writes
 */
public record ShardOptions(int count, int clientsPerShard, int mailboxCapacity, int drainLimit) {

    /** Checks every value. */
    public ShardOptions {
        Check.between(1, 256, count, "shards.count");
        Check.between(1, 1_000_000, clientsPerShard, "shards.clientsPerShard");
        Check.powerOfTwoBetween(64, 1 << 20, mailboxCapacity, "shards.mailboxCapacity");
        Check.between(1, mailboxCapacity, drainLimit, "shards.drainLimit");
    }

    /** The clients that the whole hub takes. */
    public long maxClients() {
        return (long) count * clientsPerShard;
    }

    /** With another number of shards. */
    public ShardOptions withCount(int newCount) {
        return new ShardOptions(newCount, clientsPerShard, mailboxCapacity, drainLimit);
    }

    /** With another number of clients per shard. */
    public ShardOptions withClientsPerShard(int newClientsPerShard) {
        return new ShardOptions(count, newClientsPerShard, mailboxCapacity, drainLimit);
    }

    /** With another mailbox size. */
    public ShardOptions withMailboxCapacity(int newMailboxCapacity) {
        return new ShardOptions(count, clientsPerShard, newMailboxCapacity, drainLimit);
    }

    /** With another number of commands per drain. */
    public ShardOptions withDrainLimit(int newDrainLimit) {
        return new ShardOptions(count, clientsPerShard, mailboxCapacity, newDrainLimit);
    }
}
