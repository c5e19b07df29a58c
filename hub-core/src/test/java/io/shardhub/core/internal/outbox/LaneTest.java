package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LaneTest {

    private record Waiting(String text, int bytes, long since) {}

    private final Lane lane = new Lane();

    @Test
    void keepsTheOrder() {
        for (int i = 0; i < 9; i++) {
            lane.add(Message.text("m" + i), 10 + i, 0);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(lane.size()).isEqualTo(9 - i);
            assertThat(lane.peekBytes()).isEqualTo(10 + i);
            assertThat(lane.peek().data()).isEqualTo("m" + i);
            assertThat(lane.poll().data()).isEqualTo("m" + i);
        }
        assertThat(lane.size()).isZero();
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void findsByKeyAndReplacesInPlace() {
        lane.add(Message.text("a"), 1, 1);
        lane.add(Message.text("b").withKey("k"), 2, 2);
        lane.add(Message.text("c").withKey("other"), 3, 3);
        assertThat(lane.find("k")).isEqualTo(1);
        assertThat(lane.bytesAt(1)).isEqualTo(2);
        assertThat(lane.find("none")).isEqualTo(-1);
        lane.replace(1, Message.text("B").withKey("k"), 20, 9);
        assertThat(lane.bytes()).isEqualTo(24);
        assertThat(drain()).containsExactly("a", "B", "c");
    }

    /** Compares with a list, over thousands of random steps, so that head and tail run round the ring many times. */
    @Test
    void behavesLikeAList() {
        SplittableRandom random = new SplittableRandom(7);
        List<Waiting> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int dice = random.nextInt(20);
            int bytes = random.nextInt(100);
            if (dice < 9 || model.isEmpty()) {
                lane.add(Message.text("m" + step).withKey("m" + step), bytes, step);
                model.add(new Waiting("m" + step, bytes, step));
            } else if (dice < 14) {
                assertThat(lane.peekBytes()).isEqualTo(model.get(0).bytes);
                assertThat(lane.poll().data()).isEqualTo(model.remove(0).text);
            } else if (dice < 16) {
                int at = random.nextInt(model.size());
                assertThat(lane.find(model.get(at).text)).isEqualTo(at);
                lane.remove(at);
                model.remove(at);
            } else if (dice < 18) {
                int at = random.nextInt(model.size());
                assertThat(lane.bytesAt(at)).isEqualTo(model.get(at).bytes);
                lane.replace(at, Message.text("m" + step).withKey("m" + step), bytes, step);
                model.set(at, new Waiting("m" + step, bytes, step));
            } else {
                int age = 5 + random.nextInt(40);
                int now = step;
                int before = model.size();
                model.removeIf(waiting -> now - waiting.since > age);
                assertThat(lane.expire(now, age)).isEqualTo(before - model.size());
            }
            assertThat(lane.size()).isEqualTo(model.size());
            assertThat(lane.bytes())
                    .isEqualTo(model.stream().mapToInt(Waiting::bytes).sum());
        }
        assertThat(drain()).isEqualTo(model.stream().map(Waiting::text).toList());
    }

    private List<String> drain() {
        List<String> all = new ArrayList<>();
        while (lane.size() > 0) {
            all.add(String.valueOf(lane.poll().data()));
        }
        return all;
    }
}
