package io.shardhub.core.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardhub.core.testing.FixedLoad;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadScoreTest {

    private static final FixedLoad BUSY = new FixedLoad(1_000, 500, 50_000, true);

    /** The loads of the shards, where 1 is their mean. */
    private static List<Double> scores(FixedLoad... shards) {
        LoadScore score = LoadScore.among(List.of(shards));
        double mean = List.of(shards).stream().mapToDouble(score::of).average().orElseThrow();
        return List.of(shards).stream().map(shard -> score.of(shard) / mean).toList();
    }

    @Test
    void shardThatHasTwiceOfEverythingHasTwiceTheLoad() {
        assertThat(LoadScore.among(List.of(BUSY, BUSY)).of(BUSY)).isEqualTo(1, within(1e-9));
        assertThat(scores(BUSY, BUSY, new FixedLoad(2_000, 1_000, 100_000, true)))
                .containsExactly(0.75, 0.75, 1.5);
    }

    @Test
    void clientsAloneDecideWhereNothingElseHappens() {
        assertThat(scores(FixedLoad.ofClients(100), FixedLoad.ofClients(300))).containsExactly(0.5, 1.5);
    }

    @Test
    void eachMeasureCountsByItsWeight() {
        LoadScore score = LoadScore.among(List.of(BUSY, BUSY));
        assertThat(score.of(BUSY.withClients(2_000))).isEqualTo(1.5, within(1e-9));
        assertThat(score.of(BUSY.withDeliveries(100_000))).isEqualTo(1.3, within(1e-9));
        assertThat(score.of(BUSY.withMailbox(1_000))).isEqualTo(1.2, within(1e-9));
    }

    @Test
    void aFewCommandsOrMessagesAmongIdleShardsAreNoLoad() {
        FixedLoad quiet = FixedLoad.ofClients(100);
        assertThat(scores(quiet, quiet, quiet, quiet.withMailbox(5).withDeliveries(10))
                        .get(3))
                .isEqualTo(1, within(0.02));
    }

    @Test
    void idleShardsHaveNoLoad() {
        assertThat(LoadScore.among(List.of(FixedLoad.IDLE, FixedLoad.IDLE)).of(FixedLoad.IDLE))
                .isZero();
    }
}
