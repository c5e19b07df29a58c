package io.shardhub.core.internal.shard;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.log.Keys;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.sharding.ShardingStrategy;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.snapshot.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shards of a hub and the way to those that have takers. */
@AnyThread
public final class Switchboard {

    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    private static final PublishResult ONE = new PublishResult(1, 0, false);

    /** A shard with nobody in it ends at once. */
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TakerIndex users;
    private final TakerIndex topics;
    private final ShardChoice choice;
    private final WireProtocol protocol;
    private final Cut cut;
    private final Measurements measurements;
    private final ShardContext context;
    private volatile Shard[] shards; // who posts to several reads it while the cut is open to it
    private volatile Past past = new Past(Books.EMPTY, Traffic.NONE, List.of());

    /**
     * The shards, and the books of those that are no more: every message is in one of them.
     *
     * @param shards by index
     * @param retired the books of former shards
     * @param traffic what former shards wrote
     */
    public record Census(List<Shard> shards, Books retired, Traffic traffic) {}

    /** Former shards: the books of those that have ended, and those that are about to. */
    private record Past(Books ended, Traffic wrote, List<Shard> ending) {

        Books books() {
            return ending.stream().map(shard -> shard.snapshot(0).books()).reduce(ended, Books::plus);
        }

        Traffic traffic() {
            return ending.stream().map(shard -> shard.ledger().traffic()).reduce(wrote, Traffic::plus);
        }
    }

    /** Shards that do not run yet. */
    public Switchboard(ShardContext context, ShardingStrategy strategy) {
        this.users = context.indexes().users();
        this.topics = context.indexes().topics();
        this.choice = new ShardChoice(strategy, users);
        this.protocol = context.protocol();
        this.cut = context.cut();
        this.measurements = context.measurements();
        this.context = context;
        this.shards = grown(new Shard[0], context.options().shards().count());
    }

    private Shard[] grown(Shard[] some, int count) {
        Shard[] more = Arrays.copyOf(some, count);
        for (int i = some.length; i < count; i++) {
            more[i] = new Shard(i, context);
        }
        return more;
    }

    /** Adds shards, which run at once. Caretaker only. */
    public void grow(int count) {
        Shard[] before = shards;
        Shard[] more = grown(before, count);
        for (int i = before.length; i < count; i++) {
            more[i].start();
        }
        shards = more;
    }

    /**
     * Removes the last shards, down to so many, if nobody is in them. Caretaker only.
     *
     * @return whether it was possible
     */
    public boolean shrink(int count) {
        Shard[] before = shards;
        if (!cut.tryClose()) {
            return false;
        }
        try {
            for (int i = count; i < before.length; i++) {
                if (before[i].isClosing() || !before[i].isVacant()) {
                    return false;
                }
            }
            past = new Past(past.ended, past.wrote, List.of(before).subList(count, before.length));
            shards = Arrays.copyOf(before, count);
        } finally {
            cut.open();
        }
        for (int i = count; i < before.length; i++) {
            if (!before[i].stop(STOP_NANOS)) {
                String name = context.options().name();
                Keys.line(LOG.atWarn(), "thread_left", name)
                        .addKeyValue(Keys.SHARD, i)
                        .log("hub {}: the thread of shard {}, which is no more, does not end", name, i);
            }
        }
        past = new Past(past.books(), past.traffic(), List.of());
        return true;
    }

    /** Counts the shards at one instant. */
    public Census census() {
        int mark = cut.enter();
        try {
            return new Census(shards(), past.books(), past.traffic());
        } finally {
            cut.leave(mark);
        }
    }

    /** What all shards have written, past ones included. */
    public Traffic traffic() {
        Census census = census();
        return census.shards().stream().map(shard -> shard.ledger().traffic()).reduce(census.traffic(), Traffic::plus);
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

    /**
     * Finds the shard for a new client and admits it there, or turns it away; throws if the strategy has none. Until that is
     * done the shard does not go away, and other devices of the user do not move.
     *
     * @param admission is quick and never blocks
     * @return what the admission returns
     */
    public @Nullable RefusalCause admit(HubClient client, Function<Shard, @Nullable RefusalCause> admission) {
        int mark = cut.enter();
        try {
            Shard shard = choice.among(shards(), client.identity());
            if (shard == null) {
                shelter(client, RefusalCause.OVERLOADED);
                return RefusalCause.OVERLOADED;
            }
            client.settleAt(shard);
            RefusalCause refusal = admission.apply(shard);
            if (refusal != null) {
                client.turnAway(refusal.reason());
            }
            return refusal;
        } finally {
            cut.leave(mark);
        }
    }

    /** Turns away a client for which there is no shard: the first one, which is always there, looks after it. */
    public void shelter(HubClient client, RefusalCause refusal) {
        client.settleAt(shards[0]);
        client.turnAway(refusal.reason());
    }

    /** The clients that are registered now. */
    public int clients() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.clients();
        }
        return sum;
    }

    /** Posts a message to all shards that have clients. */
    public PublishResult broadcast(Message message) {
        ShardCommand command = new ShardCommand.BroadcastToAll(encoded(message), measurements.stamp());
        int mark = cut.enter();
        try {
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
        } finally {
            cut.leave(mark);
        }
    }

    /** Posts a message to the shards that have clients of a user. */
    public PublishResult sendToUser(String userId, Message message) {
        return users.hasTakers(userId)
                ? post(users, userId, new ShardCommand.SendToUser(userId, encoded(message), measurements.stamp()))
                : PublishResult.NO_TAKERS;
    }

    /** Posts a message to the shards that have takers of a topic. */
    public PublishResult publish(String topic, Message message) {
        return topics.hasTakers(topic)
                ? post(
                        topics,
                        topic,
                        new ShardCommand.PublishToTopic(topic, encoded(message.inTopic(topic)), measurements.stamp()))
                : PublishResult.NO_TAKERS;
    }

    private PublishResult post(TakerIndex index, String name, ShardCommand command) {
        return postToOne(index, name, command) ? ONE : postToAll(index, name, command);
    }

    /* Nearly always all takers of a name are in one shard. Who posts to that one need not enter the cut: a shard with takers does
     * not go away, and a cut that is closed after the place was taken lies behind it. */
    private boolean postToOne(TakerIndex index, String name, ShardCommand command) {
        long look = cut.look();
        Shard[] all = shards;
        int[] takers = index.takersOf(name);
        return takers.length == 2 && takers[0] < all.length && all[takers[0]].postMessageSince(look, command);
    }

    private PublishResult postToAll(TakerIndex index, String name, ShardCommand command) {
        int mark = cut.enter();
        try {
            int accepted = 0;
            int refused = 0;
            Shard[] all = shards;
            int[] takers = index.takersOf(name);
            for (int i = 0; i < takers.length; i += 2) {
                if (all[takers[i]].postMessage(command)) {
                    accepted++;
                } else {
                    refused++;
                }
            }
            return result(accepted, refused);
        } finally {
            cut.leave(mark);
        }
    }

    /** Encodes here, where a failure is the caller's, and not on a shard. */
    private Message encoded(Message message) {
        message.frame(protocol);
        return message;
    }

    private static PublishResult result(int accepted, int refused) {
        return accepted == 0 && refused == 0 ? PublishResult.NO_TAKERS : new PublishResult(accepted, refused, false);
    }

    /** Closes all clients; completes when the last has gone. From now on nobody moves, and no shard goes away. */
    public CompletableFuture<Void> closeAll(Shutdown shutdown) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        int mark = cut.enter();
        try {
            for (Shard shard : shards) {
                ends.add(shard.closeAll(shutdown));
            }
        } finally {
            cut.leave(mark);
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Cuts off whoever is still there after {@link #closeAll}. */
    public void abortAll() {
        for (Shard shard : shards) {
            shard.abortAll();
        }
    }

    /**
     * Ends who came too late, once the loops have ended and nobody else looks after the shards. They are swept together: some
     * of their clients may be on their way from one to the other.
     */
    public synchronized void sweep(CloseReason reason) {
        List<Shard> swept =
                Arrays.stream(shards).filter(shard -> shard.beginSweep(reason)).toList();
        int done;
        do {
            done = swept.stream().mapToInt(Shard::sweepSlice).sum();
        } while (done > 0 || swept.stream().anyMatch(Shard::hasMoreToSweep));
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
