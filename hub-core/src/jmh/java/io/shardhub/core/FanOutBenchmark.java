package io.shardhub.core;

import io.shardhub.Message;
import io.shardhub.PublishResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one broadcast cost per client, when its connection takes it at once?
 *
 * <p>One shard, 10,000 clients, everything on one thread. Every refusal and every loss fails the run: a hub that delivers
 * nothing would look very quick.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FanOutBenchmark {

    private static final int CLIENTS = 10_000;

    private final HandCrankedRuntime runtime = new HandCrankedRuntime();
    private final String data = "\"" + "x".repeat(128) + "\"";
    private Crowd crowd;
    private long broadcasts;

    /** Whether latencies and rates are measured. */
    @Param({"true", "false"})
    public boolean measured;

    /** The clients come. */
    @Setup
    public void gather() {
        crowd = Crowd.byHand(runtime, CLIENTS, measured);
    }

    /** One broadcast, to the last connection; the score is per client. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void broadcast() {
        broadcastOnce();
        runtime.run();
    }

    /** Eight broadcasts that meet in one drain; the score is per client and broadcast. */
    @Benchmark
    @OperationsPerInvocation(8 * CLIENTS)
    public void broadcastsInOneDrain() {
        for (int i = 0; i < 8; i++) {
            broadcastOnce();
        }
        runtime.run();
    }

    private void broadcastOnce() {
        PublishResult result = crowd.hub().broadcast(Message.of("BROADCAST", data));
        broadcasts++;
        if (result.accepted() != 1) {
            throw new IllegalStateException("refused: " + result);
        }
    }

    /** Nothing was lost. */
    @TearDown(Level.Iteration)
    public void balance() {
        crowd.awaitDelivered(broadcasts * CLIENTS);
    }
}
