package io.shardhub.snapshot;

import java.time.Duration;

/**
 * One shard now.
 *
 * @param index its index
 * @param accepting whether it takes new clients
 * @param clients registered clients
 * @param mailbox commands that wait
 * @param deliveries messages per second that it wrote to its clients of late
 * @param drains how often it has worked off its mailbox
 * @param moves clients that came from and went to other shards
 * @param books what became of the messages for its clients, present and past
 * @param refusedCommands commands that the full mailbox refused
 * @param failures portions of work that an error cut short; each is a bug somewhere and is in the log
 * @param replacements how often its thread was replaced
 * @param traffic what it wrote
 * @param waits how long the oldest has waited here
 */
public record ShardSnapshot(
        int index,
        boolean accepting,
        int clients,
        int mailbox,
        double deliveries,
        long drains,
        Moves moves,
        Books books,
        long refusedCommands,
        long failures,
        int replacements,
        Traffic traffic,
        Waits waits) {

    /**
     * Whether nothing is missing and nothing is counted twice: a message counts as accepted where it was taken, and what became
     * of it where its client was by then.
     */
    public boolean isBalanced() {
        long settled = books.sent() + books.conflated() + books.waiting() + books.droppedTotal();
        return books.accepted() + moves.messagesIn() == settled + moves.messagesOut();
    }

    /**
     * Clients that changed their shard.
     *
     * @param in that came from another one
     * @param out that went to another one
     * @param messagesIn the messages that waited for them when they came
     * @param messagesOut the messages that waited for them when they went
     */
    public record Moves(long in, long out, long messagesIn, long messagesOut) {}

    /**
     * How long the oldest has waited.
     *
     * @param mailbox the command that comes next, if it brings a message
     * @param outboxes the oldest message of all clients, as of the shard's last look
     */
    public record Waits(Duration mailbox, Duration outboxes) {}
}
