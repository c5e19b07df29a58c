package io.shardhub.examples.load;

import static io.shardhub.examples.load.Sequence.Arrival.DUPLICATE;
import static io.shardhub.examples.load.Sequence.Arrival.IN_ORDER;
import static io.shardhub.examples.load.Sequence.Arrival.LATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.examples.load.Sequence.Arrival;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceTest {

    private final Sequence sequence = new Sequence();

    @Test
    void whatComesOneAfterTheOtherIsInOrder() {
        assertThat(arrive(0, 1, 2)).containsExactly(IN_ORDER, IN_ORDER, IN_ORDER);
    }

    @Test
    void whatFillsAHoleIsLateOnceAndADuplicateThen() {
        assertThat(arrive(0, 4, 2, 2, 1, 3, 3, 0, 5))
                .containsExactly(IN_ORDER, IN_ORDER, LATE, DUPLICATE, LATE, LATE, DUPLICATE, DUPLICATE, IN_ORDER);
    }

    @Test
    void agreesWithASetOfAllThatWasSeen() {
        Random random = new Random(7);
        Set<Integer> seen = new HashSet<>();
        int highest = -1;
        for (int i = 0; i < 20_000; i++) {
            int number = Math.max(0, i / 2 + random.nextInt(200) - 100);
            Arrival expected = seen.contains(number) ? DUPLICATE : number > highest ? IN_ORDER : LATE;

            assertThat(sequence.arrive(number)).as("%d as the %dth", number, i).isEqualTo(expected);

            seen.add(number);
            highest = Math.max(highest, number);
        }
    }

    private List<Arrival> arrive(int... numbers) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int number : numbers) {
            arrivals.add(sequence.arrive(number));
        }
        return arrivals;
    }
}
