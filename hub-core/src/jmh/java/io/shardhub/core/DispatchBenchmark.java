package io.shardhub.core;

import io.shardhub.ClientRule;
import io.shardhub.HandlerOptions;
import io.shardhub.Message;
import io.shardhub.auth.Identity;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.options.HubOptions;
import io.shardhub.options.LimitOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Receiver;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to bring one message from the transport to its handler and to account for it?
 *
 * <p>1,000 clients that take turns, everything on one thread, no reading of JSON. A message that is not handled fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DispatchBenchmark {

    private static final int CLIENTS = 1_000;

    private final HandCrankedRuntime runtime = new HandCrankedRuntime();
    private final List<Receiver> receivers = new ArrayList<>();
    private Manager manager = Manager.create(HubOptions.small());
    private long received;
    private long handled;

    /** Connects the clients. */
    @Setup
    public void connect() {
        manager = Manager.create(
                HubOptions.small().withLimits(LimitOptions.unlimited()),
                HubParts.defaults().withRuntime(runtime).withProtocol(new ReadAlready()));
        manager.on("pool", Object.class, request -> handled++)
                .on("inline", Object.class, HandlerOptions.inline(), request -> handled++)
                .on(
                        "guarded",
                        Object.class,
                        HandlerOptions.inline().withAccess(ClientRule.role("host", "admin")),
                        request -> handled++)
                .start();
        for (int i = 0; i < CLIENTS; i++) {
            receivers.add(
                    manager.accept(new NoOpConnection(), Identity.of("user" + i).withRoles("player", "host")));
            runtime.run();
        }
    }

    /** Each client sends one message, and then the workers run. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void pool() {
        send("pool", 1);
        runtime.run();
    }

    /** Each client sends eight messages, and then the workers run. */
    @Benchmark
    @OperationsPerInvocation(8 * CLIENTS)
    public void poolWithBacklog() {
        send("pool", 8);
        runtime.run();
    }

    /** Each client sends one message, which runs at once. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void inline() {
        send("inline", 1);
    }

    /** The same for a type that only some roles may send. */
    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public void guarded() {
        send("guarded", 1);
    }

    private void send(String type, int each) {
        for (int i = 0; i < each; i++) {
            for (Receiver receiver : receivers) {
                receiver.text(type);
            }
        }
        received += (long) each * CLIENTS;
    }

    /** Nothing was lost. */
    @TearDown(Level.Iteration)
    public void balance() {
        if (handled != received || manager.inbound().handled() != received) {
            throw new IllegalStateException(handled + " of " + received + ", " + manager.inbound());
        }
    }

    /** Takes a text for the type of a message that has been read already. */
    private static final class ReadAlready implements WireProtocol {

        private final WireProtocol json = new JsonProtocol();
        private final Inbound pool = new Inbound("pool", null, null);
        private final Inbound inline = new Inbound("inline", null, null);
        private final Inbound guarded = new Inbound("guarded", null, null);

        @Override
        public Inbound decode(String text) {
            return text.equals("pool") ? pool : text.equals("inline") ? inline : guarded;
        }

        @Override
        public String encode(Message message) {
            return json.encode(message);
        }

        @Override
        public @Nullable String toData(@Nullable Object value) {
            return json.toData(value);
        }

        @Override
        public @Nullable Object fromData(@Nullable Object data, Type type) throws ProtocolException {
            return json.fromData(data, type);
        }

        @Override
        public Message reply(String id, @Nullable String data) {
            return json.reply(id, data);
        }

        @Override
        public Message error(@Nullable String id, String code, String text) {
            return json.error(id, code, text);
        }
    }
}
