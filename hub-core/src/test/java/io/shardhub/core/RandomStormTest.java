package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.testing.QuietLog;
import io.shardhub.snapshot.Books;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything at once, in an order that a seed decides: messages of all kinds and priorities, peers that come, go, hang, fail
 * and are slow, shards that run in any order. Afterwards the books of everybody must balance and nothing be left behind.
 *
 * <p>{@code -Dsimulation.seeds=10000} runs more storms than the few of every build, from seed {@code -Dsimulation.from}, which is 0;
 * {@code -Dsimulation.seed=4711} runs one.
 */
@ExtendWith(QuietLog.class)
final class RandomStormTest {

    private static final String SEED = "simulation.seed";
    private static final long FROM = Long.getLong("simulation.from", 0);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".*")
    void booksBalanceAndNothingIsLeftBehind() {
        List<Storm.Outcome> outcomes = LongStream.range(FROM, FROM + SEEDS)
                .parallel()
                .mapToObj(seed -> Storm.run(seed).withoutTexts())
                .toList();
        Books books = outcomes.stream().map(Storm.Outcome::books).reduce(Books.EMPTY, Books::plus);
        int hung = outcomes.stream().mapToInt(Storm.Outcome::hung).sum();
        String reason = "or this test tests nothing";
        assertThat(books.sent()).as(reason).isGreaterThan(200L * SEEDS);
        assertThat(books.droppedTotal()).as(reason).isGreaterThan(30L * SEEDS);
        assertThat(hung).as(reason).isGreaterThan(SEEDS / 10);
        assertThat(outcomes.stream().mapToInt(Storm.Outcome::unhealthy).sum())
                .as(reason)
                .isGreaterThan(SEEDS / 50);
        assertThat(outcomes.stream().mapToInt(Storm.Outcome::reservedTurns).sum())
                .as(reason)
                .isGreaterThan(SEEDS);
    }

    @Test
    @EnabledIfSystemProperty(named = SEED, matches = ".*")
    void replay() {
        Storm.run(Long.getLong(SEED));
    }

    @Test
    void seedGivesTheSameStorm() {
        for (long seed = 0; seed < 10; seed++) {
            assertThat(Storm.run(seed)).isEqualTo(Storm.run(seed));
        }
    }
}
