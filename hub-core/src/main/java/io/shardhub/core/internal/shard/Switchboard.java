package io.shardhub.core.internal.shard;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.sharding.ShardingStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The shards of a hub and the way to those that have takers. */
@AnyThread
public final class Switchboard {

    private final TakerIndex users;
    private final TakerIndex topics;
    private final ShardChoice choice;
    private final WireProtocol protocol;
    private final Shard[] shards;

    /** Shards that do not run yet. */
    public Switchboard(ShardContext context, ShardingStrategy strategy) {
        this.users = context.indexes().users();
        this.topics = context.indexes().topics();
        this.choice = new ShardChoice(strategy, users);
        this.protocol = context.protocol();
        this.shards = new Shard[context.options().shards().count()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new Shard(i, context);
        }
    }

    /** Starts the shards' loops. */
    public void start() {
        for (Shard shard : shards) {
            shard.start();
        }
    }

    /** The shards by index. */
    public List<Shard> shards() {
        return List.of(shards);
    }

    /** The shard that shall own a new client; throws if there is none. */
    public Shard shardFor(Identity identity) {
        return choice.among(shards(), identity);
    }

    /** Posts a message to all shards that have clients. */
    public PublishResult broadcast(Message message) {
        ShardCommand command = new ShardCommand.BroadcastToAll(encoded(message));
        int accepted = 0;
        int refused = 0;
        for (Shard shard : shards) {
            if (shard.clients() == 0) {
                continue;
            }
            if (shard.postMessage(command)) {
                accepted++;
            } else {
                refused++;
            }
        }
        return result(accepted, refused);
    }

    /** Posts a message to the shards that have clients of a user. */
    public PublishResult sendToUser(String userId, Message message) {
        int[] takers = users.takersOf(userId);
        return takers.length == 0
                ? PublishResult.NO_TAKERS
                : post(takers, new ShardCommand.SendToUser(userId, encoded(message)));
    }

    /** Posts a message to the shards that have takers of a topic. */
    public PublishResult publish(String topic, Message message) {
        int[] takers = topics.takersOf(topic);
        return takers.length == 0
                ? PublishResult.NO_TAKERS
                : post(takers, new ShardCommand.PublishToTopic(topic, encoded(message.inTopic(topic))));
    }

    /** Encodes here, where a failure is the caller's, and not on a shard. */
    private Message encoded(Message message) {
        message.frame(protocol);
        return message;
    }

    private PublishResult post(int[] takers, ShardCommand command) {
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < takers.length; i += 2) {
            if (shards[takers[i]].postMessage(command)) {
                accepted++;
            } else {
                refused++;
            }
        }
        return result(accepted, refused);
    }

    private static PublishResult result(int accepted, int refused) {
        return accepted == 0 && refused == 0 ? PublishResult.NO_TAKERS : new PublishResult(accepted, refused, false);
    }

    /** Closes all clients; completes when the last has gone. */
    public CompletableFuture<Void> closeAll(CloseReason reason) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Shard shard : shards) {
            ends.add(shard.closeAll(reason));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Cuts off whoever is still there after {@link #closeAll}. */
    public void abortAll() {
        for (Shard shard : shards) {
            shard.abortAll();
        }
    }

    /** Ends who came too late, once the loops have ended. */
    public void sweep(CloseReason reason) {
        for (Shard shard : shards) {
            shard.sweep(reason);
        }
    }

    /** Ends the shards' loops; whether they have ended within that time each. */
    public boolean stop(long nanos) {
        boolean ended = true;
        for (Shard shard : shards) {
            ended &= shard.stop(nanos);
        }
        return ended;
    }
}
