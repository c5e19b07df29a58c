package io.shardhub.core;

import io.shardhub.Client;
import io.shardhub.Message;
import io.shardhub.SendResult;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.protocol.WireProtocol;
import java.util.List;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many messages for single clients does one thread bring to their connections, when it sends as fast as the shard takes?
 *
 * <p>One shard with a thread of its own, 1,000 clients in turns; the sender rests for a moment when it is refused. Each figure is per second: an operation is one offer;
 * {@code accepted} and {@code refused} are what became of it, {@code delivered} is what the connections got meanwhile. A million
 * messages per second are 1,000 ns each. What was accepted and never reaches its connection fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DirectSendBenchmark {

    private static final int CLIENTS = 1_000;

    private static final int MESSAGES = 4_096;

    /** A sender that asks again without a rest takes the queue's counters away from the shard. */
    private static final long PAUSE_NANOS = 20_000;

    private final String data = "\"" + "x".repeat(128) + "\"";
    private final Message[] encoded = new Message[MESSAGES];
    private final Crowd crowd = Crowd.onThreads(Crowd.optionsFor(1, CLIENTS), NoOpConnection::new);
    private final List<Client> clients = crowd.clients();
    private int nextClient;
    private int nextMessage;
    private long acceptedInAll;

    /** What became of the offers of one iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Outcome {

        /** Messages that the hub took. */
        public long accepted;

        /** Messages that it had no room for. */
        public long refused;

        /** Messages that connections took. */
        public long delivered;

        private long deliveredBefore;

        /** Begins to count. */
        @Setup(Level.Iteration)
        public void begin(DirectSendBenchmark benchmark) {
            deliveredBefore = benchmark.crowd.delivered();
        }

        /** Ends to count. */
        @TearDown(Level.Iteration)
        public void end(DirectSendBenchmark benchmark) {
            delivered = benchmark.crowd.delivered() - deliveredBefore;
            benchmark.acceptedInAll += accepted;
        }

        private void count(SendResult result) {
            if (result == SendResult.ACCEPTED) {
                accepted++;
            } else {
                refused++;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Encodes what {@link #encoded} sends. */
    @Setup
    public void encode() {
        WireProtocol protocol = new JsonProtocol();
        for (int i = 0; i < MESSAGES; i++) {
            encoded[i] = Message.of("DIRECT", data);
            encoded[i].frame(protocol);
        }
    }

    /** Nothing was lost. */
    @TearDown
    public void balance() {
        crowd.awaitDelivered(acceptedInAll);
        crowd.close();
    }

    /** Messages that are encoded already: what the hub costs. */
    @Benchmark
    public void encoded(Outcome outcome) {
        outcome.count(nextClient().send(encoded[nextMessage++ & (MESSAGES - 1)]));
    }

    /** Each message is made and encoded by the sender. */
    @Benchmark
    public void made(Outcome outcome) {
        outcome.count(nextClient().send(Message.of("DIRECT", data)));
    }

    private Client nextClient() {
        nextClient = nextClient + 1 == CLIENTS ? 0 : nextClient + 1;
        return clients.get(nextClient);
    }
}
