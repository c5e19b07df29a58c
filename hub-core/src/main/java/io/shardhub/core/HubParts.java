package io.shardhub.core;

import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.sharding.ShardingStrategy;

/**
 * The parts of a hub that can be exchanged.
 *
 * @param strategy chooses the shard of a new client
 * @param protocol maps messages to frames
 * @param runtime time and threads
 */
public record HubParts(ShardingStrategy strategy, WireProtocol protocol, HubRuntime runtime) {

    /** Users kept together, JSON, real threads. */
    public static HubParts defaults() {
        return new HubParts(new UserIdSharding(), new JsonProtocol(), HubRuntime.threads());
    }

    /** With another strategy. */
    public HubParts withStrategy(ShardingStrategy newStrategy) {
        return new HubParts(newStrategy, protocol, runtime);
    }

    /** With another protocol. */
    public HubParts withProtocol(WireProtocol newProtocol) {
        return new HubParts(strategy, newProtocol, runtime);
    }

    /** With another runtime. */
    public HubParts withRuntime(HubRuntime newRuntime) {
        return new HubParts(strategy, protocol, newRuntime);
    }
}
