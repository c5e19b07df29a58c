package io.shardhub.core.internal.shard;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.outbox.Drain;
import io.shardhub.core.runtime.DutyCycle;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How clients of a shard come to their end, in steps that each have a deadline: drained, asked to close, cut off, removed.
 * Owner only.
 */
final class Endings implements Flusher.Observer, LivenessCheck.Verdict {

    private static final int CLOSE_SLICE = 256;

    private final Shard shard;
    private final Timing timing;
    private final ClientSet clients;
    private final Flusher flusher;
    private final Farewells farewells = new Farewells();
    private long now;
    private @Nullable Pace pace; // of the shutdown
    private boolean allLeaving; // the shutdown has reached every client
    private int turnedAway; // closing connections that never became clients

    Endings(Shard shard, ShardContext context, Timing timing, ClientSet clients) {
        this.shard = shard;
        this.timing = timing;
        this.clients = clients;
        this.flusher = new Flusher(
                new Drain(
                        context.protocol(),
                        context.limits(),
                        shard.figures().clock(),
                        shard.figures().log().batches()),
                context.limits(),
                this);
    }

    Flusher flusher() {
        return flusher;
    }

    /** The time of everything until the next call. */
    @ShardThread
    void begin(long time) {
        now = time;
    }

    /** Looks after the steps that take too long. */
    void check() {
        farewells.check(now, this::onFarewellExpired);
    }

    boolean isEmpty() {
        return farewells.isEmpty();
    }

    /** Nanoseconds until {@link #closeSlice} has something to do. */
    @ShardThread
    long nanosUntilClosing(long time, boolean abort) {
        if (!allLeaving && clients.everybody().size() == 0) { // the last ones went without being closed
            return 0;
        }
        if (allLeaving && !(abort && clients.everybody().size() > 0)) {
            return DutyCycle.NEVER;
        }
        return abort || pace == null ? 0 : pace.nanosUntilDue(time);
    }

    /** A client has come. */
    @ShardThread
    void arrived(HubClient client) {
        allLeaving = false;
        if (client.stage == Stage.DRAINING || client.stage == Stage.CLOSING) {
            farewells.add(client);
        }
    }

    /** Forgets the clients that depart: another shard looks after their end. */
    void forgetDeparting() {
        farewells.forgetDeparting();
    }

    /** Whoever turned the connection away has closed it; now it must really end. */
    @ShardThread
    void onTurnedAway(HubClient client) {
        client.stage = Stage.CLOSING;
        client.stageDeadline = now + timing.grace();
        farewells.add(client);
        turnedAway++;
    }

    /** Lets what waits go out, then closes. */
    @ShardThread
    void drain(HubClient client) {
        client.stage = Stage.DRAINING;
        client.stageDeadline = now + timing.drain();
        farewells.add(client);
        flusher.mark(client);
    }

    /** Drops what waits and closes at once. */
    private void expel(HubClient client, CloseReason reason) {
        client.closeFor(reason);
        shard.figures().log().slow(client, reason.text());
        if (client.stage == Stage.OPEN) {
            farewells.add(client);
        }
        sayGoodbye(client);
    }

    private void sayGoodbye(HubClient client) {
        client.stage = Stage.CLOSING;
        client.stageDeadline = now + timing.grace();
        flusher.discard(client);
        CloseReason reason = Objects.requireNonNull(client.closing());
        guarded(client, () -> client.connection.close(reason));
    }

    private void onFarewellExpired(HubClient client) {
        if (client.stage == Stage.DRAINING) {
            sayGoodbye(client);
        } else {
            cutOff(client, Objects.requireNonNull(client.closing()));
        }
    }

    /** Works off a part of the shutdown: begins to close clients whose time has come or, when the time is over, cuts them off. */
    @ShardThread
    int closeSlice(Shutdown shutdown, boolean abort) {
        int done = abort ? cutOffSlice(shutdown.reason()) : closeDue(shutdown);
        completeIfEmptied();
        return done;
    }

    private int closeDue(Shutdown shutdown) {
        Members everybody = clients.everybody();
        Pace current = pace == null ? new Pace(everybody.size(), shutdown.spreadNanos(), now) : pace;
        pace = current;
        int limit = Math.min(CLOSE_SLICE, current.due(now));
        Message hint = shutdown.hint();
        if (hint != null && limit > 0) {
            flusher.gather(hint.frame(shard.context().protocol()).size(), now);
        }
        int done = 0;
        int i = everybody.size() - 1;
        for (; i >= 0 && done < limit; i--) {
            HubClient client = everybody.get(i);
            if (client.stage == Stage.OPEN) {
                client.closeFor(shutdown.reason());
                drain(client);
                if (hint != null) {
                    flusher.append(client, hint, now);
                }
                done++;
            }
        }
        current.did(done);
        allLeaving = i < 0;
        return done;
    }

    private int cutOffSlice(CloseReason reason) {
        Members everybody = clients.everybody();
        int done = 0;
        for (int i = everybody.size() - 1; i >= 0 && done < CLOSE_SLICE; i--) {
            cutOff(everybody.get(i), reason);
            done++;
        }
        farewells.check(now + timing.grace(), this::onFarewellExpired); // those that were turned away
        allLeaving = done < CLOSE_SLICE;
        return done;
    }

    /** Tells whoever waits for the last client to go. */
    @ShardThread
    void completeIfEmptied() {
        if (allLeaving && clients.everybody().size() == 0 && turnedAway == 0) {
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

    @ShardThread
    void remove(HubClient client) {
        CloseReason reason = client.endedFor(CloseReason.of(CloseCode.LOST, "connection lost"));
        client.stage = Stage.GONE;
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
    void guarded(HubClient client, Runnable foreign) {
        guarded(client, () -> {
            foreign.run();
            return null;
        });
    }

    /**
     * Asks code of others, which must not touch the shard: another thread may have it when the answer comes.
     *
     * @return null if it throws
     */
    <T> @Nullable T guarded(HubClient client, Supplier<@Nullable T> foreign) {
        Tenure tenure = shard.tenancy().tenure().call(client);
        T answer = null;
        try {
            answer = foreign.get();
        } catch (Throwable e) {
            tenure.failed(client.id(), e);
        }
        tenure.end();
        return answer;
    }

    @Override
    public void emptied(HubClient client) {
        if (client.stage == Stage.DRAINING) {
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
        if (client.stage == Stage.OPEN) {
            client.outbox.ping();
            flusher.mark(client);
        }
    }

    @Override
    public void silent(HubClient client) {
        cutOff(client, CloseReason.of(CloseCode.LOST, "no sign of life"));
    }

    /** A client of whom code has failed or hangs: cut off without another word to it on this thread. */
    @ShardThread
    void abandon(HubClient client, CloseReason reason) {
        client.closeFor(reason);
        abortAside(client);
        remove(client);
    }

    /** Cuts off a connection on a thread of its own: it may hang there as it did here. */
    private void abortAside(HubClient client) {
        ShardContext context = shard.context();
        context.runtime().startOnce("hub-" + context.options().name() + "-abort", () -> {
            context.measurements().stuck().getAndIncrement();
            try {
                client.connection.abort();
            } catch (Throwable e) {
                shard.figures().log().connectionFailed(client.id(), e);
            }
            context.measurements().stuck().getAndDecrement();
        });
    }
}
