package io.shardhub.core.internal.shard;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.protocol.WireProtocol;
import java.util.function.BiConsumer;

/**
 * What all shards of a hub share.
 *
 * @param options the hub's options
 * @param runtime time and threads
 * @param protocol how messages are encoded
 * @param limits what may wait for a client
 * @param indexes who takes what
 * @param cut keeps messages for several shards and the moves of clients apart
 * @param keepsUsersTogether whether all clients of a user are to be in one shard, also after moves
 * @param departed is told of every client that has gone, by its shard
 * @param measurements what is measured
 */
public record ShardContext(
        HubOptions options,
        HubRuntime runtime,
        WireProtocol protocol,
        OutboxLimits limits,
        Indexes indexes,
        Cut cut,
        boolean keepsUsersTogether,
        BiConsumer<Client, CloseReason> departed,
        Measurements measurements) {

    /**
     * Who takes what.
     *
     * @param users by user id
     * @param topics by topic
     */
    public record Indexes(TakerIndex users, TakerIndex topics) {}
}
