package io.shardhub.core.internal.inbound;

import io.shardhub.options.RateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What do the limits of rates add to a message? 1,000 clients that take turns, each with and without them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RateLimitBenchmark {

    private static final int CLIENTS = 1_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<RateLimit> clients = new ArrayList<>();
    private long now;

    /** Connects them. */
    @Setup
    public void connect() {
        RateLimit.Limits limits = RateLimit.Limits.of(RateOptions.defaults());
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RateLimit(limits, 0));
        }
    }

    /** With. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void limited(Blackhole sink) {
        now += PAUSE_NANOS;
        for (RateLimit client : clients) {
            RateLimit.Verdict verdict = client.take(100, now);
            if (verdict != RateLimit.Verdict.PASSES) {
                throw new IllegalStateException("200 a second are fewer than 500");
            }
            sink.consume(verdict);
        }
    }

    /** Without. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void unlimited(Blackhole sink) {
        now += PAUSE_NANOS;
        for (RateLimit client : clients) {
            sink.consume(client);
        }
    }
}
