package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LaneTest {

    private final Lane lane = new Lane();

    @Test
    void keepsTheOrderAndTheTimes() {
        for (int i = 0; i < 9; i++) {
            lane.add(Message.text("m" + i), 100 + i);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(lane.size()).isEqualTo(9 - i);
            assertThat(lane.waitingSince()).isEqualTo(100 + i);
            assertThat(lane.peek().data()).isEqualTo("m" + i);
            assertThat(lane.poll().data()).isEqualTo("m" + i);
        }
        assertThat(lane.size()).isZero();
    }

    @Test
    void findsByKeyAndReplacesInPlace() {
        lane.add(Message.text("a"), 1);
        lane.add(Message.text("b").withKey("k"), 2);
        lane.add(Message.text("c").withKey("other"), 3);
        assertThat(lane.find("k")).isEqualTo(1);
        assertThat(lane.find("none")).isEqualTo(-1);
        lane.replace(1, Message.text("B").withKey("k"), 9);
        assertThat(drain()).containsExactly("a@1", "B@9", "c@3");
    }

    /** Compares with a list, over a thousand random steps, so that head and tail run round the ring many times. */
    @Test
    void behavesLikeAList() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 1_000; step++) {
            int dice = random.nextInt(10);
            if (dice < 5 || model.isEmpty()) {
                lane.add(Message.text("m" + step).withKey("k" + step), step);
                model.add("m" + step + "@" + step);
            } else if (dice < 8) {
                String head = model.remove(0);
                assertThat(lane.peek().data() + "@" + lane.waitingSince()).isEqualTo(head);
                lane.poll();
            } else {
                int at = random.nextInt(model.size());
                assertThat(lane.find(String.valueOf(lane.get(at).key()))).isEqualTo(at);
                lane.remove(at);
                model.remove(at);
            }
            assertThat(lane.size()).isEqualTo(model.size());
        }
        assertThat(drain()).isEqualTo(model);
    }

    private List<String> drain() {
        List<String> all = new ArrayList<>();
        while (lane.size() > 0) {
            long since = lane.waitingSince();
            all.add(lane.poll().data() + "@" + since);
        }
        return all;
    }
}
