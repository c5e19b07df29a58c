package io.shardhub.core;

import io.shardhub.auth.Identity;
import io.shardhub.options.HubOptions;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the choice of a shard cost an arriving client?
 *
 * <p>Loads change with every choice, as they do in a hub.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StrategyBenchmark {

    private static final int USERS = 1_024;

    /** The strategy's name. */
    @Param({"user_id", "round_robin", "adaptive"})
    public String name = "user_id";

    /** How many shards it may choose from. */
    @Param({"4", "32"})
    public int shards;

    private final List<ShardLoad> loads = new ArrayList<>();
    private final List<Identity> users = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private ShardingStrategy strategy = (identity, offered) -> 0;

    /** Makes idle shards. */
    @Setup
    public void fill() {
        strategy = HubParts.defaults().strategyFor(HubOptions.small().shards().withStrategy(name));
        for (int i = 0; i < shards; i++) {
            loads.add(new Load());
        }
        for (int i = 0; i < USERS; i++) {
            users.add(Identity.of("user" + i));
        }
    }

    /** One client arrives at a time. */
    @Benchmark
    public int alone() {
        return choose();
    }

    /** Clients arrive on two threads. */
    @Benchmark
    @Threads(2)
    public int together() {
        return choose();
    }

    private int choose() {
        int chosen = strategy.shardFor(users.get(next.getAndIncrement() & (USERS - 1)), loads);
        ((Load) loads.get(chosen)).clients.incrementAndGet();
        return chosen;
    }

    private static final class Load implements ShardLoad {

        private final AtomicInteger clients = new AtomicInteger();
        private volatile int mailbox;
        private volatile double deliveries;

        @Override
        public int clients() {
            return clients.get();
        }

        @Override
        public int mailbox() {
            return mailbox;
        }

        @Override
        public double deliveries() {
            return deliveries;
        }

        @Override
        public boolean accepting() {
            return true;
        }
    }
}
