package io.shardhub.core.internal.shard;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.log.Complaints;
import io.shardhub.core.internal.outbox.Drain;
import io.shardhub.core.runtime.DutyCycle;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a shard owns, and how it carries out commands. Plain state of the shard thread, one command at a time. */
final class ShardState {

    private static final Logger LOG = LoggerFactory.getLogger(ShardState.class);

    private static final int CLOSE_SLICE = 256;

    private final Shard shard;
    private final TakerIndex topicIndex;
    private final Timing timing;
    private final ClientSet clients;
    private final Flusher flusher;
    private final Farewells farewells = new Farewells();
    private final Complaints complaints;
    private final LivenessCheck liveness;
    private long now;
    private long tickAt;
    private boolean lastCommand; // the command that is carried out is the last that waited
    private boolean allLeaving; // the shutdown has reached every client
    private int turnedAway; // closing connections that never became clients

    ShardState(Shard shard, ShardContext context) {
        this.shard = shard;
        this.topicIndex = context.indexes().topics();
        this.timing = Timing.of(context.options());
        this.clients = new ClientSet(context.indexes(), shard.index());
        Supervision supervision = new Supervision();
        this.flusher = new Flusher(
                new Drain(context.protocol(), context.limits()),
                context.limits().lingerNanos(),
                supervision);
        this.now = context.runtime().nanoTime();
        this.complaints = new Complaints(now);
        this.tickAt = now + timing.tick();
        this.liveness = new LivenessCheck(clients.everybody(), timing, supervision, now);
    }

    /** A drain begins. */
    @ShardThread
    void begin(long time) {
        now = time;
        flusher.begin(now); // not work done: the loop must rest between two attempts
    }

    @ShardThread
    void execute(ShardCommand command, boolean last) {
        lastCommand = last;
        command.executeOn(this);
    }

    /** A drain ends: everything that it gathered is written. */
    @ShardThread
    void end() {
        flusher.flush(now);
        if (now - tickAt >= 0) {
            tickAt = now + timing.tick();
            flusher.check(now);
            farewells.check(now, this::onFarewellExpired);
            liveness.run(now);
            flusher.flush(now);
        }
    }

    /** Whether messages wait for the end of a drain. */
    @ShardThread
    boolean hasMarked() {
        return flusher.hasMarked();
    }

    /** Whether clients are left that the shutdown has not reached. */
    @ShardThread
    boolean hasStaying() {
        return !allLeaving;
    }

    @ShardThread
    boolean isEmpty() {
        return clients.everybody().size() == 0;
    }

    @ShardThread
    long nanosUntilDue(long time) {
        return Math.min(flusher.nanosUntilDue(time), nanosUntilChecked(time));
    }

    private long nanosUntilChecked(long time) {
        if (flusher.isWatching() || !farewells.isEmpty()) {
            return tickAt - time;
        }
        return isEmpty() ? DutyCycle.NEVER : Math.max(tickAt - time, liveness.dueAt() - time);
    }

    @ShardThread
    void onRegisterClient(ShardCommand.RegisterClient command) {
        HubClient client = command.client();
        client.stage = HubClient.Stage.OPEN;
        clients.add(client);
        guarded(client, () -> {
            Message greeting = client.listener.greeting(client);
            if (greeting != null) {
                flusher.append(client, greeting.withPriority(Priority.CRITICAL), now); // nothing overtakes it
            }
        });
        guarded(client, () -> client.listener.registered(client));
        allLeaving = false;
        onSignal(client); // it may have ended before it was here
    }

    @ShardThread
    void onSendToClient(ShardCommand.SendToClient command) {
        deliver(command.client(), command.message());
    }

    @ShardThread
    void onSendToUser(ShardCommand.SendToUser command) {
        List<HubClient> devices = clients.ofUser(command.userId());
        for (int i = devices.size() - 1; i >= 0; i--) {
            deliver(devices.get(i), command.message());
        }
    }

    @ShardThread
    void onPublishToTopic(ShardCommand.PublishToTopic command) {
        Topic topic = clients.topic(command.topic());
        for (int i = topic == null ? -1 : topic.size() - 1; i >= 0; i--) {
            deliver(Objects.requireNonNull(topic).client(i), command.message());
        }
    }

    @ShardThread
    void onBroadcastToAll(ShardCommand.BroadcastToAll command) {
        Members everybody = clients.everybody();
        for (int i = everybody.size() - 1; i >= 0; i--) {
            deliver(everybody.get(i), command.message());
        }
    }

    @ShardThread
    void onSubscribeClient(ShardCommand.SubscribeClient command) {
        if (command.client().stage == HubClient.Stage.OPEN) {
            clients.subscribe(command.client(), command.topic());
        } else {
            topicIndex.remove(command.topic(), shard.index());
        }
    }

    @ShardThread
    void onUnsubscribeClient(ShardCommand.UnsubscribeClient command) {
        clients.unsubscribe(command.client(), command.topic());
    }

    @ShardThread
    void onCloseClient(ShardCommand.CloseClient command) {
        HubClient client = command.client();
        if (client.stage == HubClient.Stage.OPEN) {
            drain(client);
        } else if (client.stage == HubClient.Stage.ARRIVING) {
            client.closeNow(); // somebody found it before its registration was posted
        }
    }

    @ShardThread
    void onSignal(HubClient client) {
        if (client.stage == HubClient.Stage.GONE) {
            return;
        }
        if (client.stage == HubClient.Stage.ARRIVING) {
            if (!client.isTurnedAway()) {
                return;
            }
            client.stage = HubClient.Stage.CLOSING; // whoever turned it away has closed its connection
            client.stageDeadline = now + timing.grace();
            farewells.add(client);
            turnedAway++;
        }
        if (client.ended() != null) {
            remove(client);
        } else if (client.mustCloseNow() && client.stage == HubClient.Stage.OPEN) {
            drain(client);
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
        if (client.stage != HubClient.Stage.OPEN) {
            client.outbox.refuse();
        } else if (lastCommand) {
            flusher.write(client, message, now);
        } else {
            flusher.append(client, message, now);
        }
    }

    /** Lets what waits go out, then closes. */
    private void drain(HubClient client) {
        client.stage = HubClient.Stage.DRAINING;
        client.stageDeadline = now + timing.drain();
        farewells.add(client);
        flusher.mark(client);
    }

    /** Drops what waits and closes at once. */
    private void expel(HubClient client, CloseReason reason) {
        client.closeFor(reason);
        if (complaints.isDue(now)) { // in a storm they are thousands; the snapshot counts them all by their code
            LOG.info("shard {}: {} is closed as slow: {}, {}", shard.index(), client, reason.text(), client.books());
        }
        if (client.stage == HubClient.Stage.OPEN) {
            farewells.add(client);
        }
        sayGoodbye(client);
    }

    private void sayGoodbye(HubClient client) {
        client.stage = HubClient.Stage.CLOSING;
        client.stageDeadline = now + timing.grace();
        flusher.discard(client);
        CloseReason reason = Objects.requireNonNull(client.closing());
        guarded(client, () -> client.connection.close(reason));
    }

    private void onFarewellExpired(HubClient client) {
        if (client.stage == HubClient.Stage.DRAINING) {
            sayGoodbye(client);
        } else {
            cutOff(client, Objects.requireNonNull(client.closing()));
        }
    }

    /** Works off a part of the shutdown: begins to close clients or, when the time is over, cuts them off. */
    @ShardThread
    int closeSlice(CloseReason reason, boolean abort) {
        Members everybody = clients.everybody();
        int done = 0;
        for (int i = everybody.size() - 1; i >= 0 && done < CLOSE_SLICE; i--) {
            HubClient client = everybody.get(i);
            if (abort) {
                cutOff(client, reason);
                done++;
            } else if (client.stage == HubClient.Stage.OPEN) {
                client.closeFor(reason);
                drain(client);
                done++;
            }
        }
        if (abort) {
            farewells.check(now + timing.grace(), this::onFarewellExpired); // those that were turned away
        }
        allLeaving = done < CLOSE_SLICE;
        completeIfEmptied();
        return done;
    }

    private void completeIfEmptied() {
        if (allLeaving && isEmpty() && turnedAway == 0) {
            shard.emptied();
        }
    }

    private void cutOff(HubClient client, CloseReason reason) {
        if (client.ended() == null) { // else the peer was first, and its reason counts
            client.closeFor(reason);
        }
        guarded(client, client.connection::abort);
        remove(client);
    }

    private void remove(HubClient client) {
        CloseReason reason = client.endedFor(CloseReason.of(CloseCode.LOST, "connection lost"));
        client.stage = HubClient.Stage.GONE;
        flusher.discard(client);
        if (client.isTurnedAway()) {
            turnedAway--;
        } else {
            clients.remove(client);
            shard.departed(client, reason);
        }
        guarded(client, () -> client.listener.closed(client, reason));
        completeIfEmptied();
    }

    /** Runs code of others: what it throws is its own matter. */
    private void guarded(HubClient client, Runnable foreign) {
        try {
            foreign.run();
        } catch (Throwable e) {
            LOG.error("shard {}: a connection or listener of {} failed", shard.index(), client, e);
        }
    }

    /** What the shard does about clients that do not keep up. */
    private final class Supervision implements Flusher.Observer, LivenessCheck.Verdict {

        @Override
        public void emptied(HubClient client) {
            if (client.stage == HubClient.Stage.DRAINING) {
                sayGoodbye(client);
            }
        }

        @Override
        public void broken(HubClient client) {
            cutOff(client, CloseReason.of(CloseCode.LOST, "a write failed"));
        }

        @Override
        public void overflowed(HubClient client) {
            expel(client, CloseReason.of(CloseCode.SLOW_CONSUMER, "outbox full"));
        }

        @Override
        public void overdue(HubClient client) {
            expel(client, CloseReason.of(CloseCode.SLOW_CONSUMER, "a write took too long"));
        }

        @Override
        public void ping(HubClient client) {
            if (client.stage == HubClient.Stage.OPEN) {
                client.outbox.ping();
                flusher.mark(client);
            }
        }

        @Override
        public void silent(HubClient client) {
            cutOff(client, CloseReason.of(CloseCode.LOST, "no sign of life"));
        }
    }
}
