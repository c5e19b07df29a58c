package io.shardhub.core.internal.shard;

import io.shardhub.ClientListener;
import io.shardhub.Message;
import io.shardhub.auth.Identity;
import io.shardhub.core.NoOpConnection;
import io.shardhub.core.internal.metrics.DrainClock;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.options.HubOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does a sender pay for it that clients can move while it sends?
 *
 * <p>Each pair posts the same with and without it, in portions that one thread posts and takes out again: {@code validated} and
 * {@code plain} a message for one client, {@code looked} and {@code unlooked} one for a user, {@code marked} and {@code unmarked} one for two shards. The difference is the cost
 * of a message, or of a publication. A refusal fails the run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class MigrationSupportBenchmark {

    private static final int PORTION = 256;

    private final ShardContext context = context();
    private final Shard shard = new Shard(0, context);
    private final Mailbox mailbox = new Mailbox(1_024);
    private final Mailbox other = new Mailbox(1_024);
    private final Message message = Message.of("DIRECT", "1");
    private final HubClient client = client();
    private final Cut cut = new Cut();

    private static ShardContext context() {
        HubOptions options = HubOptions.small();
        return new ShardContext(
                options,
                HubRuntime.threads(),
                new JsonProtocol(),
                OutboxLimits.of(options.outbox()),
                new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
                new Cut(),
                true,
                (gone, reason) -> {},
                Measurements.none(HubRuntime.threads()));
    }

    private HubClient client() {
        HubClient made = new HubClient(
                "1", Identity.of("user"), new NoOpConnection(), ClientListener.NONE, new StandIn(), context);
        made.settleAt(shard);
        return made;
    }

    /** To one client, who can move. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void validated(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            check(mailbox.offerMessageTo(client, shard, new ShardCommand.SendToClient(client, message))
                    == Mailbox.Posting.TAKEN);
        }
        takeOut(mailbox, sink);
    }

    /** To one client, who cannot. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void plain(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            check(mailbox.offerMessage(new ShardCommand.SendToClient(client, message)));
        }
        takeOut(mailbox, sink);
    }

    /** To the clients of a user in one shard, who can move. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void looked(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            long look = cut.look();
            check(mailbox.offerMessageSince(
                            cut, look, new ShardCommand.SendToUser("user", message, DrainClock.UNSTAMPED))
                    == Mailbox.Posting.TAKEN);
        }
        takeOut(mailbox, sink);
    }

    /** To the clients of a user in one shard, who cannot. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void unlooked(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            check(mailbox.offerMessage(new ShardCommand.SendToUser("user", message, DrainClock.UNSTAMPED)));
        }
        takeOut(mailbox, sink);
    }

    /** To the clients of two shards, who can move. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void marked(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            ShardCommand command = new ShardCommand.BroadcastToAll(message);
            int mark = cut.enter();
            try {
                check(mailbox.offerMessage(command));
                check(other.offerMessage(command));
            } finally {
                cut.leave(mark);
            }
        }
        takeOut(mailbox, sink);
        takeOut(other, sink);
    }

    /** To the clients of two shards, who cannot. */
    @Benchmark
    @OperationsPerInvocation(PORTION)
    public void unmarked(Blackhole sink) {
        for (int i = 0; i < PORTION; i++) {
            ShardCommand command = new ShardCommand.BroadcastToAll(message);
            check(mailbox.offerMessage(command));
            check(other.offerMessage(command));
        }
        takeOut(mailbox, sink);
        takeOut(other, sink);
    }

    private static void check(boolean taken) {
        if (!taken) {
            throw new IllegalStateException("refused");
        }
    }

    private static void takeOut(Mailbox from, Blackhole sink) {
        for (ShardCommand command = from.poll(); command != null; command = from.poll()) {
            sink.consume(command);
        }
    }
}
