package io.shardhub.core.internal.shard;

import io.shardhub.ClientListener;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.transport.Connection;

/** Two shards behind a switchboard, whose threads are actors, and clients of one user. */
final class SwitchedShards {

    static final String USER = "u";

    private static final HubOptions OPTIONS =
            HubOptions.small().withShards(new ShardOptions(2, 1_000, 64, 64, "round_robin"));
    private static final OutboxLimits LIMITS = OutboxLimits.of(OPTIONS.outbox());
    private static final JsonProtocol PROTOCOL = new JsonProtocol();
    private static final StillRuntime RUNTIME = new StillRuntime();

    final Switchboard switchboard;
    private final ShardContext context;

    /** Two shards without clients; whether they move only with all others of their user. */
    SwitchedShards(boolean together) {
        context = new ShardContext(
                OPTIONS,
                RUNTIME,
                PROTOCOL,
                LIMITS,
                new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
                new Cut(),
                together,
                (gone, reason) -> {},
                Measurements.none(RUNTIME));
        switchboard = new Switchboard(context, (identity, loads) -> 0);
    }

    Shard shard(int index) {
        return switchboard.shards().get(index);
    }

    /** A client of the user comes to that shard. */
    HubClient join(int shard, Connection connection) {
        HubClient client =
                new HubClient("c" + shard, Identity.of(USER), connection, ClientListener.NONE, new StandIn(), context);
        client.settleAt(shard(shard));
        shard(shard).register(client);
        shard(shard).work();
        return client;
    }

    /** Both shards work for one turn. */
    int work() {
        return shard(0).work() + shard(1).work();
    }

    /** Lets both work until nothing is left. */
    void settle() {
        while (work() > 0 || shard(0).hasWork() || shard(1).hasWork()) {
            // until nothing is left
        }
    }
}
