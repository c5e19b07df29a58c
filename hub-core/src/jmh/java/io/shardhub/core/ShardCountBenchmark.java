package io.shardhub.core;

import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.options.HubOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many messages per second do broadcasts bring to connections, by the number of shards?
 *
 * <p>10,000 clients, spread evenly over shards with a thread each, and one sender, which rests when a shard has no room. Look at
 * {@code delivered}; {@code accepted} and {@code refused} count commands, one per shard and broadcast. What was accepted and
 * never reaches its connections fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(2)
public class ShardCountBenchmark {

    private static final int CLIENTS = 10_000;

    /** Long enough that a shard which waits for a processor does not hold up the others by a full queue. */
    private static final int MAILBOX = 1_024;

    private static final long PAUSE_NANOS = 100_000;

    /** How many shards. */
    @Param({"1", "2", "4", "8"})
    public int shards = 1;

    private final String data = "\"" + "x".repeat(128) + "\"";
    private Crowd crowd = Crowd.byHand(new HandCrankedRuntime(), 1, true);
    private long acceptedInAll;

    /** What became of the broadcasts of one iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Outcome {

        /** Commands that shards took. */
        public long accepted;

        /** Commands that they had no room for. */
        public long refused;

        /** Messages that connections took. */
        public long delivered;

        private long deliveredBefore;

        /** Begins to count. */
        @Setup(Level.Iteration)
        public void begin(ShardCountBenchmark benchmark) {
            deliveredBefore = benchmark.crowd.delivered();
        }

        /** Ends to count. */
        @TearDown(Level.Iteration)
        public void end(ShardCountBenchmark benchmark) {
            delivered = benchmark.crowd.delivered() - deliveredBefore;
            benchmark.acceptedInAll += accepted;
        }
    }

    /** Fills the shards. */
    @Setup
    public void fill() {
        HubOptions options = Crowd.optionsFor(shards, CLIENTS);
        crowd = Crowd.onThreads(options.withShards(options.shards().withMailboxCapacity(MAILBOX)), NoOpConnection::new);
    }

    /** Nothing was lost. */
    @TearDown
    public void balance() {
        crowd.awaitDelivered(acceptedInAll * (CLIENTS / shards));
        crowd.close();
    }

    /** One broadcast to all shards. */
    @Benchmark
    public void broadcast(Outcome outcome) {
        PublishResult result = crowd.hub().broadcast(Message.of("BROADCAST", data));
        outcome.accepted += result.accepted();
        outcome.refused += result.refused();
        if (result.refused() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
