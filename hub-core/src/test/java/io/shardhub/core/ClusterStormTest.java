package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.testing.QuietLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Several nodes in one simulation, in an order that a seed decides. {@code -Dsimulation.cluster.seeds=1000} runs more than the
 * few of every build.
 */
@ExtendWith(QuietLog.class)
final class ClusterStormTest {

    private static final int SEEDS = Integer.getInteger("simulation.cluster.seeds", 20);
    private static final int NODES = 3;
    private static final int CROWD = 240;

    /** What two of three nodes lack when all are on one. */
    private static final int TO_MOVE = CROWD * (NODES - 1) / NODES;

    @Test
    void loadConvergesAndNobodyIsSentToAndFro() {
        LongStream.range(0, SEEDS).forEach(seed -> {
            ClusterStorm storm = new ClusterStorm(seed, NODES, CROWD).run(Duration.ofSeconds(90), false);
            assertThat(storm.fullness().values())
                    .as("fullness with seed %d: %s", seed, storm.fullness())
                    .allMatch(full -> full <= ClusterStorm.OPTIONS.balance().threshold());
            int asked = storm.asked();
            assertThat(asked).as("asked with seed %d", seed).isBetween(TO_MOVE / 2, TO_MOVE * 6 / 5);
            storm.run(Duration.ofSeconds(60), false);
            assertThat(storm.asked())
                    .as("asked once it was even, seed %d", seed)
                    .isEqualTo(asked);
            storm.checkDelivery();
            storm.end();
        });
    }

    @Test
    void nothingIsLostInSilenceOrDoubledThroughOutagesAndNodesThatAreCutOff() {
        LongStream.range(0, SEEDS).forEach(seed -> {
            ClusterStorm storm = new ClusterStorm(seed, NODES, CROWD)
                    .run(Duration.ofSeconds(60), true)
                    .calm()
                    .run(Duration.ofSeconds(90), false);
            assertThat(storm.fullness().values())
                    .as("fullness with seed %d: %s", seed, storm.fullness())
                    .allMatch(full -> full <= ClusterStorm.OPTIONS.balance().threshold());
            storm.checkDelivery();
            storm.end();
        });
    }

    @Test
    void nodeCanBeEmptiedAndFilledAgainWhileOthersPublish() {
        LongStream.range(0, SEEDS).forEach(seed -> {
            ClusterStorm storm = new ClusterStorm(seed, NODES, CROWD).run(Duration.ofSeconds(30), false);
            CompletableFuture<Void> emptied = storm.nodes().cluster("n1").drain("n0");
            storm.run(Duration.ofSeconds(30), false);
            assertThat(storm.clients("n0")).as("seed %d", seed).isZero();
            assertThat(emptied).isCompleted();
            storm.nodes().cluster("n1").reopen("n0");
            storm.run(Duration.ofSeconds(60), false);
            assertThat(storm.fullness().values())
                    .as("fullness with seed %d: %s", seed, storm.fullness())
                    .allMatch(full -> full <= ClusterStorm.OPTIONS.balance().threshold());
            storm.end();
        });
    }
}
