package io.shardhub.core.internal.shard;

import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.HubOptions;
import java.util.ArrayList;
import java.util.List;

/** One shard without a hub. */
final class ShardRig {

    final ManualRuntime runtime = new ManualRuntime();
    final TakerIndex users = new TakerIndex();
    final TakerIndex topics = new TakerIndex();
    final List<String> departed = new ArrayList<>();
    final RecordingListener listener = new RecordingListener();
    final ShardContext context;
    final Shard shard;
    private int lastId;

    ShardRig(HubOptions options) {
        context = new ShardContext(
                options,
                runtime,
                new JsonProtocol(),
                OutboxLimits.of(options.outbox()),
                new ShardContext.Indexes(users, topics),
                new Cut(),
                true,
                (client, reason) -> departed.add(client.id() + " " + reason.code()),
                Measurements.none(runtime));
        shard = new Shard(0, context);
        shard.start();
    }

    ShardRig() {
        this(HubRig.options(1));
    }

    /** A client that is not registered yet. */
    HubClient client(String user) {
        return client(user, new RecordingConnection());
    }

    HubClient client(String user, RecordingConnection connection) {
        HubClient client =
                new HubClient("c" + ++lastId, Identity.of(user), connection, listener, new StandIn(), context);
        client.settleAt(shard);
        return client;
    }
}
