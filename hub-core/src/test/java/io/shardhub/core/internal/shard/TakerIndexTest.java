package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TakerIndexTest {

    private final TakerIndex index = new TakerIndex();

    private Map<Integer, Integer> takers(String name) {
        Map<Integer, Integer> takers = new TreeMap<>();
        int[] pairs = index.takersOf(name);
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(takers.put(pairs[i], pairs[i + 1]))
                    .as("shard listed twice")
                    .isNull();
        }
        return takers;
    }

    @Test
    void countsTakersByShard() {
        index.add("a", 3);
        index.add("a", 1);
        index.add("a", 3);
        index.add("b", 0);
        assertThat(takers("a")).isEqualTo(Map.of(3, 2, 1, 1));
        assertThat(takers("b")).isEqualTo(Map.of(0, 1));
        assertThat(takers("c")).isEmpty();
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void forgetsShardsAndNamesWithoutTakers() {
        for (int shard = 0; shard < 3; shard++) {
            index.add("a", shard);
        }
        index.remove("a", 1);
        assertThat(takers("a")).isEqualTo(Map.of(0, 1, 2, 1));
        index.remove("a", 0);
        index.remove("a", 2);
        assertThat(takers("a")).isEmpty();
        assertThat(index.size()).isZero();
    }

    @Test
    void givenPairsNeverChange() {
        index.add("a", 0);
        int[] before = index.takersOf("a");
        index.add("a", 0);
        index.add("a", 1);
        index.remove("a", 0);
        assertThat(before).containsExactly(0, 1);
    }

    @Test
    void takerThatIsNotThereIsABug() {
        index.add("a", 0);
        assertThatThrownBy(() -> index.remove("a", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a has no taker in shard 1");
    }

    @Test
    void behavesLikeAMultiset() {
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> model = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(100) < 52 || model.isEmpty()) {
                int shard = random.nextInt(8);
                model.add(shard);
                index.add("a", shard);
            } else {
                index.remove("a", model.remove(random.nextInt(model.size())));
            }
            Map<Integer, Integer> expected = new TreeMap<>();
            model.forEach(shard -> expected.merge(shard, 1, Integer::sum));
            assertThat(takers("a")).isEqualTo(expected);
        }
    }
}
