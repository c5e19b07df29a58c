/**
 * A shard: one thread at a time owns its clients, its topics and their outboxes; a bounded mailbox is the way in.
 *
 * <p>To add something that a shard can be asked to do: add a record to {@code ShardCommand} and an {@code on...} method to
 * {@code ShardState}.
 */
package io.shardhub.core.internal.shard;
