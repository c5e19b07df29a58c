package io.shardhub.core.protocol;

import com.google.gson.JsonElement;
import io.shardhub.protocol.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to read a message of a peer, and to map its data to what the handler takes? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JsonProtocolBenchmark {

    private final JsonProtocol protocol = new JsonProtocol();
    private final String string = "{\"type\":\"ECHO\",\"data\":\"" + "x".repeat(128) + "\"}";
    private final String object = "{\"type\":\"USER_ANSWER\",\"id\":\"17\",\"data\":"
            + "{\"question\":\"8d2f\",\"choice\":2,\"millis\":1250,\"tags\":[\"fast\",\"first\"]}}";

    /** A string, which is taken as any JSON. */
    @Benchmark
    public @Nullable Object string() throws ProtocolException {
        return protocol.fromData(protocol.decode(string).data(), JsonElement.class);
    }

    /** An object, which is taken as a type of the application's. */
    @Benchmark
    public @Nullable Object object() throws ProtocolException {
        return protocol.fromData(protocol.decode(object).data(), Answer.class);
    }

    /** A message that no handler gets: its data is not mapped. */
    @Benchmark
    public Object unmapped() throws ProtocolException {
        return protocol.decode(object);
    }

    private record Answer(String question, int choice, int millis, String[] tags) {}
}
