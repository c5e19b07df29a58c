package io.shardhub.core.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.OverflowPolicy;
import io.shardhub.core.HubParts;
import io.shardhub.core.ShardedHub;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.options.RebalanceOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.options.SupervisionOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs with the profile {@code soak} only; {@code -Dsoak.seconds} with movement, and as many without, {@code -Dsoak.clients},
 * {@code -Dsoak.shards}, {@code -Dsoak.strategy}.
 */
@ExtendWith(QuietLog.class)
@EnabledIfSystemProperty(named = "soak.seconds", matches = "\\d+")
final class SoakTest {

    private static final int SECONDS = Integer.getInteger("soak.seconds", 60);
    private static final int CLIENTS = Integer.getInteger("soak.clients", 5_000);
    private static final int SHARDS = Integer.getInteger("soak.shards", 4);
    private static final String STRATEGY = System.getProperty("soak.strategy", "user_id");

    /** The longest phase; a round has two. */
    private static final int PHASE_SECONDS = 5;

    /** A thread that hangs is found soon, and one that has to wait for its processor is not taken for one. */
    private static final Duration HANG = Duration.ofSeconds(1);

    private static SoakGauge gauge() {
        return new SoakGauge(HubParts.defaults().strategies().get(STRATEGY).get());
    }

    private static ShardedHub hub(String name, MortalRuntime runtime, SoakGauge gauge) {
        HubOptions options = HubRig.options(SHARDS)
                .withName(name)
                .withShards(new ShardOptions(SHARDS, 2 * CLIENTS, 1 << 16, 256, STRATEGY))
                .withOutbox(new OutboxOptions(
                        65_536,
                        1 << 30,
                        Duration.ofMinutes(10),
                        OverflowPolicy.DISCONNECT,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(5),
                        64,
                        65_536))
                .withSupervision(new SupervisionOptions(HANG, 1_000, Duration.ofMinutes(1)))
                .withRebalance(
                        RebalanceOptions.defaults().withInterval(Duration.ZERO).withMaxMoves(100_000))
                .withClosing(ClosingOptions.defaults().withGrace(Duration.ofMillis(100)));
        ShardedHub hub =
                new ShardedHub(options, HubParts.defaults().withRuntime(runtime).withStrategy(gauge));
        hub.start();
        return hub;
    }

    @Test
    void everyMessageArrivesOnceAndInOrderAlsoWhileClientsMove() throws InterruptedException {
        MortalRuntime runtime = new MortalRuntime(HubParts.defaults().runtime());
        int rounds = (SECONDS + PHASE_SECONDS - 1) / PHASE_SECONDS;
        SoakGauge gauge = gauge();
        SoakReport report = new Soak(hub(Soak.HUB, runtime, gauge), gauge, runtime, CLIENTS)
                .run(rounds, Duration.ofMillis(1_000L * SECONDS / rounds));
        System.out.println(report);
        assertThat(report.violations()).as("violations: %s", report.told()).isZero();
        assertThat(report.moves()).as("moves, or nothing is tested").isGreaterThan((long) CLIENTS * SECONDS / 4);
        assertThat(report.lost()).as("peers that were to stay, cut off").isLessThanOrEqualTo(report.mistaken());
        assertThat(report.refused())
                .as("refused, or this test is about refusals")
                .isLessThan(report.handedIn() / 100);
    }
}
