package io.shardhub.snapshot;

/**
 * One shard now.
 *
 * @param index its index
 * @param clients registered clients
 * @param mailbox commands that wait
 * @param drains how often it has worked off its mailbox
 * @param books what became of the messages for its clients, present and past
 * @param refusedCommands commands that the full mailbox refused
 * @param failedCommands commands that threw; each is a bug somewhere and is in the log
 */
public record ShardSnapshot(
        int index, int clients, int mailbox, long drains, Books books, long refusedCommands, long failedCommands) {}
