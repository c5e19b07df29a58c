package io.shardhub.core.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.OverflowPolicy;
import io.shardhub.core.HubParts;
import io.shardhub.core.ShardedHub;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.options.ShardOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs with the profile {@code soak} only; {@code -Dsoak.seconds}, {@code -Dsoak.clients}, {@code -Dsoak.shards}. */
@ExtendWith(QuietLog.class)
@EnabledIfSystemProperty(named = "soak.seconds", matches = "\\d+")
final class SoakTest {

    private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("soak.seconds", 60));
    private static final int CLIENTS = Integer.getInteger("soak.clients", 5_000);
    private static final int SHARDS = Integer.getInteger("soak.shards", 4);

    private static ShardedHub hub(String name) {
        HubOptions options = HubRig.options(SHARDS)
                .withName(name)
                .withShards(new ShardOptions(SHARDS, 2 * CLIENTS, 1 << 16, 256, "round_robin"))
                .withOutbox(new OutboxOptions(
                        65_536,
                        1 << 30,
                        Duration.ofMinutes(10),
                        OverflowPolicy.DISCONNECT,
                        Duration.ofMinutes(5),
                        Duration.ofMillis(5),
                        64,
                        65_536))
                .withClosing(ClosingOptions.defaults().withGrace(Duration.ofMillis(100)));
        ShardedHub hub = new ShardedHub(options, HubParts.defaults().withStrategy(new RoundRobinSharding()));
        hub.start();
        return hub;
    }

    @Test
    void everyMessageArrivesOnceAndInOrder() throws InterruptedException {
        Soak.Report report = new Soak(hub("soak"), "soak", CLIENTS).run(DURATION);
        System.out.println("soak: " + report);
        assertThat(report.refused())
                .as("refused, or this test is about refusals")
                .isLessThan(report.handedIn() / 100);
    }
}
