package io.shardhub.core;

import io.shardhub.auth.Identity;
import io.shardhub.monitor.ConnectionPage;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.options.HubOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to look at a hub with 10,000 clients, JSON included? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MonitorBenchmark {

    private static final int CLIENTS = 10_000;

    private final HandCrankedRuntime runtime = new HandCrankedRuntime();
    private Manager manager;

    /** The clients come. */
    @Setup
    public void gather() {
        HubOptions options = HubOptions.small();
        manager = Manager.create(
                        options.withAdmission(new AdmissionOptions(
                                        1_000_000,
                                        1_000_000,
                                        options.admission().retryAfter()))
                                .withShards(options.shards().withCount(8).withClientsPerShard(CLIENTS)),
                        HubParts.defaults().withRuntime(runtime))
                .start();
        for (int i = 0; i < CLIENTS; i++) {
            manager.accept(new NoOpConnection(), Identity.of("" + i));
            runtime.run();
        }
    }

    /** The last hundred clients. */
    @Benchmark
    public String lastPage() {
        ConnectionPage page = manager.connections(new ConnectionQuery(null, null, -1, CLIENTS - 100, 100));
        if (page.total() != CLIENTS || page.connections().size() != 100) {
            throw new IllegalStateException(page.total() + " clients");
        }
        return MonitorJson.of(page);
    }

    /** One user's clients, found by going through all. */
    @Benchmark
    public String ofUser() {
        return MonitorJson.of(manager.connections(new ConnectionQuery("4711", null, -1, 0, 100)));
    }

    /** Whether it works, which anybody may ask. */
    @Benchmark
    public String health() {
        return MonitorJson.of(manager.health());
    }

    /** All measurements. */
    @Benchmark
    public String metrics() {
        return MonitorJson.of(manager.metrics());
    }
}
