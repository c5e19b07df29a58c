package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PublicationRingTest {

    private final PublicationRing ring = new PublicationRing(8);

    @Test
    void countsBetweenTwoNumbers() {
        publish(1, 2, 1, 1, 3);
        assertThat(count(0, 6)).isEqualTo(Map.of(1L, 3, 2L, 1, 3L, 1));
        assertThat(count(2, 5)).isEqualTo(Map.of(1L, 2));
        assertThat(count(5, 6)).isEmpty();
    }

    @Test
    void remembersAsManyAsItHolds() {
        publish(1, 1, 1, 1, 1, 1, 1, 1, 2, 2);
        assertThat(ring.next()).isEqualTo(11);
        assertThat(ring.reachesBackTo(2)).isTrue();
        assertThat(count(2, 11)).isEqualTo(Map.of(1L, 6, 2L, 2));
        assertThat(ring.reachesBackTo(1)).isFalse();
        assertThat(ring.reachesBackTo(11)).as("a number that was not given yet").isFalse();
    }

    @Test
    void whatWasTakenAfterAChannelWasLeftDoesNotCount() {
        publish(1, 2, 1, 2, 1, 2);
        assertThat(ring.count(0, 7, Map.of(1L, 3_000L, 3L, 0L))).isEqualTo(Map.of(1L, 2, 2L, 3));
        assertThat(ring.count(0, 7, Map.of(1L, 999L, 2L, 6_000L))).isEqualTo(Map.of(2L, 3));
    }

    private Map<Long, Integer> count(long after, long before) {
        return ring.count(after, before, Map.of());
    }

    private void publish(long... channels) {
        for (long channel : channels) {
            ring.add(channel, ring.next() * 1_000);
        }
    }
}
