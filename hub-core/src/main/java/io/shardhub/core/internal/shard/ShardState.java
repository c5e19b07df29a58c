package io.shardhub.core.internal.shard;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.snapshot.DropCause;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a shard owns, and how it carries out commands. Plain state of the shard thread, one command at a time. */
final class ShardState {

    private static final CloseReason FAILED =
            CloseReason.of(CloseCode.LOST, "its connection or listener hung or failed");

    private final Shard shard;
    private final TakerIndex topicIndex;
    private final Timing timing;
    private final ClientSet clients;
    private final Endings endings;
    private final Flusher flusher;
    private final Migration migration;
    private final LivenessCheck liveness;
    private long now;
    private long tickAt;
    private boolean lastCommand; // the command that is carried out is the last that waited

    /* Where the shard is in a command for many: whoever takes over goes on from here. */
    private @Nullable ShardCommand current;
    private int cursor;
    private boolean resuming;

    ShardState(Shard shard, ShardContext context) {
        this.shard = shard;
        this.topicIndex = context.indexes().topics();
        this.timing = Timing.of(context.options());
        this.clients = new ClientSet(context.indexes(), shard.index());
        this.endings = new Endings(shard, context, timing, clients);
        this.flusher = endings.flusher();
        this.migration = new Migration(shard, context, clients, endings, this);
        this.now = context.runtime().nanoTime();
        this.tickAt = now + timing.tick();
        this.liveness = new LivenessCheck(clients.everybody(), timing, endings, now);
    }

    Migration migration() {
        return migration;
    }

    Endings endings() {
        return endings;
    }

    /** A drain begins. */
    @ShardThread
    void begin(long time) {
        now = time;
        endings.begin(time);
        flusher.begin(now); // not work done: the loop must rest between two attempts
    }

    @ShardThread
    void execute(ShardCommand command, boolean last) {
        lastCommand = last;
        current = command;
        command.executeOn(this);
        current = null;
    }

    /** Makes room for the message of the command that comes next, if it has one. May write, and hang: take the command afterwards. */
    @ShardThread
    void gather(ShardCommand command) {
        Message message = command.message();
        if (message != null) {
            flusher.gather(message.frame(shard.context().protocol()).size(), now);
            shard.figures().clock().taken(message.priority(), command.acceptedAt());
        }
    }

    /** A drain ends: everything that it gathered is written. */
    @ShardThread
    void end() {
        flusher.flush(now);
        shard.figures().clock().ended();
        if (now - tickAt >= 0) {
            tickAt = now + timing.tick();
            shard.figures().looked(flusher.check(now));
            endings.check();
            liveness.run(now);
            flusher.flush(now);
        }
    }

    /**
     * Goes on where the work was interrupted, by an error or because another thread has taken over.
     *
     * @param culprit whose code hangs or failed; it is cut off
     */
    @ShardThread
    void recover(@Nullable HubClient culprit) {
        flusher.recover();
        if (culprit != null && culprit.owner() == shard && culprit.stage != Stage.GONE) {
            endings.abandon(culprit, FAILED);
        }
        ShardCommand interrupted = current;
        if (interrupted != null && interrupted.isForMany()) {
            lastCommand = false;
            resuming = true;
            interrupted.executeOn(this);
        }
        resuming = false;
        current = null;
        migration.recover();
        endings.completeIfEmptied();
    }

    /** Whose message is given to its outbox or written; null if nobody's. */
    @ShardThread
    @Nullable
    HubClient culprit() {
        return member(flusher.servedLast());
    }

    /** Goes on where the thread before had to leave off. */
    @ShardThread
    void takeUp(Tenure before, long time) {
        begin(time);
        recover(before.callee(clients.everybody()));
    }

    private @Nullable HubClient member(int position) {
        return position >= 0 && position < clients.everybody().size()
                ? clients.everybody().get(position)
                : null;
    }

    /** Whether messages wait for the end of a drain, or clients to leave. */
    @ShardThread
    boolean hasWork() {
        return flusher.hasMarked() || migration.hasDepartures();
    }

    /** Whether somebody is here, and not only on its way in. */
    @ShardThread
    boolean hasClients() {
        return clients.everybody().size() > 0;
    }

    @ShardThread
    boolean isEmpty() {
        return !hasClients()
                && migration.isEmpty()
                && !migration.hasOrders() // somebody waits for their end
                && endings.isEmpty();
    }

    @ShardThread
    long nanosUntilDue(long time) {
        long due = migration.hasOrders() ? Flusher.BUSY_RETRY_NANOS : DutyCycle.NEVER;
        return Math.min(due, Math.min(flusher.nanosUntilDue(time), nanosUntilChecked(time)));
    }

    private long nanosUntilChecked(long time) {
        if (flusher.isWatching() || !endings.isEmpty()) {
            return tickAt - time;
        }
        return hasClients() ? Math.max(tickAt - time, liveness.dueAt() - time) : DutyCycle.NEVER;
    }

    @ShardThread
    void onRegisterClient(ShardCommand.RegisterClient command) {
        HubClient client = command.client();
        client.admitted = true; // perhaps before whoever posted this can say so
        client.stage = Stage.OPEN;
        clients.add(client);
        endings.arrived(client);
        Message greeting = endings.guarded(client, () -> greetingOf(client));
        if (greeting != null) {
            flusher.append(client, greeting, now);
        }
        endings.guarded(client, () -> client.listener.registered(client));
        onSignal(client); // it may have ended before it was here
    }

    private @Nullable Message greetingOf(HubClient client) {
        Message greeting = client.listener.greeting(client);
        if (greeting == null) {
            return null;
        }
        Message first = greeting.withPriority(Priority.CRITICAL); // nothing overtakes it
        first.frame(shard.context().protocol()); // here, where a failure costs nothing else
        return first;
    }

    @ShardThread
    void onSendToClient(ShardCommand.SendToClient command) {
        if (migration.holds(command.client(), command)) {
            return;
        }
        deliver(command.client(), command.message());
    }

    @ShardThread
    void onSendToUser(ShardCommand.SendToUser command) {
        if (!resuming) {
            migration.holdForUser(command.userId(), command.message());
        }
        List<HubClient> devices = clients.ofUser(command.userId());
        for (cursor = beginAt(devices.size()); cursor >= 0; cursor--) {
            deliver(devices.get(cursor), command.message());
        }
    }

    @ShardThread
    void onPublishToTopic(ShardCommand.PublishToTopic command) {
        if (!resuming) {
            migration.holdForTopic(command.topic(), command.message());
        }
        Topic topic = clients.topic(command.topic());
        for (cursor = beginAt(topic == null ? 0 : topic.size()); cursor >= 0; cursor--) {
            deliver(Objects.requireNonNull(topic).client(cursor), command.message());
        }
    }

    @ShardThread
    void onBroadcastToAll(ShardCommand.BroadcastToAll command) {
        if (!resuming) {
            migration.holdForAll(command.message());
        }
        Members everybody = clients.everybody();
        for (cursor = beginAt(everybody.size()); cursor >= 0; cursor--) {
            deliver(everybody.get(cursor), command.message());
        }
    }

    /* Behind an interruption the one at the cursor is done, or gone and another one, who is done, is in its place. */
    private int beginAt(int size) {
        return (resuming ? Math.min(cursor, size) : size) - 1;
    }

    @ShardThread
    void onSubscribeClient(ShardCommand.SubscribeClient command) {
        HubClient client = command.client();
        if (migration.holds(client, command)) {
            return;
        }
        if (client.stage == Stage.OPEN) {
            clients.subscribe(client, command.topic());
        } else {
            topicIndex.remove(command.topic(), shard.index());
        }
        client.changed();
    }

    @ShardThread
    void onUnsubscribeClient(ShardCommand.UnsubscribeClient command) {
        if (migration.holds(command.client(), command)) {
            return;
        }
        clients.unsubscribe(command.client(), command.topic());
        command.client().changed();
    }

    @ShardThread
    void onCloseClient(ShardCommand.CloseClient command) {
        HubClient client = command.client();
        if (migration.holds(client, command)) {
            return;
        }
        if (client.stage == Stage.OPEN) {
            endings.drain(client);
        } else if (client.stage == Stage.ARRIVING) {
            client.closeNow(); // somebody found it before its registration was posted
        }
    }

    @ShardThread
    void onSignal(HubClient client) {
        if (migration.arrives(client) || client.stage == Stage.GONE) {
            return;
        }
        if (client.stage == Stage.ARRIVING) {
            if (!client.isTurnedAway()) {
                return;
            }
            endings.onTurnedAway(client);
        }
        if (client.ended() != null) {
            endings.remove(client);
        } else if (client.mustCloseNow() && client.stage == Stage.OPEN) {
            endings.drain(client);
        } else {
            flusher.mark(client);
        }
    }

    /*
     * Behind the last command of a drain nothing more can be gathered: its messages are written while each client is at hand.
     * A connection that then turns out to be dead is removed at once, and another takes its place: whoever delivers to many goes
     * through them downwards.
     */
    private void deliver(HubClient client, Message message) {
        if (client.stage != Stage.OPEN) {
            client.outbox.refuse(DropCause.CLIENT_CLOSED, 1);
        } else if (lastCommand) {
            flusher.write(client, message, now);
        } else {
            flusher.append(client, message, now);
        }
    }
}
