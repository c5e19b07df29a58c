package io.shardhub.core.internal.shard;

import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;

/** Two shards whose threads are actors, and a client in the first. */
final class TwoShards {

    private static final WireProtocol PROTOCOL = new JsonProtocol();
    private static final OutboxLimits LIMITS =
            OutboxLimits.of(HubOptions.small().outbox());
    private static final StillRuntime RUNTIME = new StillRuntime();

    final Cut cut = new Cut();
    final TakerIndex users = new TakerIndex();
    final TakerIndex topics = new TakerIndex();
    final ShardContext context;
    final Shard from;
    final Shard to;
    final Digits connection = new Digits();
    final HubClient client;

    /** The client is in the first shard. */
    TwoShards() {
        this(64);
    }

    /** The client is in the first shard, and shards take so many commands at once. */
    TwoShards(int drainLimit) {
        context = new ShardContext(
                HubOptions.small().withShards(new ShardOptions(2, 1_000, 64, drainLimit, "user_id")),
                RUNTIME,
                PROTOCOL,
                LIMITS,
                new ShardContext.Indexes(users, topics),
                cut,
                true,
                (gone, reason) -> {},
                Measurements.none(RUNTIME));
        from = new Shard(0, context);
        to = new Shard(1, context);
        client = new HubClient("c", Identity.of("u"), connection, new ClientListener() {}, new StandIn(), context);
        client.settleAt(from);
        from.register(client);
        from.work();
    }

    /** The first shard cuts its client, or will when it works again. */
    MoveOrder order() {
        return from.move(to, 1);
    }

    /** Lets both work until nothing is left. */
    void settle() {
        while (from.work() + to.work() > 0 || from.hasWork() || to.hasWork()) {
            // until nothing is left
        }
    }

    /** Takes digits, in plain memory: whoever writes must see what was written before. */
    static final class Digits implements Connection {

        int digits;

        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
            for (int i = 0; i < outgoing.count(); i++) {
                digits = digits * 10 + Integer.parseInt(outgoing.frame(i).text());
            }
            return WriteResult.SENT;
        }

        @Override
        public WriteResult tryPing(long token, WriteListener listener) {
            return WriteResult.SENT;
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void abort() {}
    }
}
