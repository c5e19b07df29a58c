package io.shardhub.redis.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private static Backoff backoff(LongBinaryOperator random) {
        return new Backoff(new CountDownLatch(1), random);
    }

    private static List<Long> pauses(Backoff backoff) {
        return Stream.generate(backoff::next).limit(7).toList();
    }

    @Test
    void pausesGrowUpToASecond() {
        assertThat(pauses(backoff((least, most) -> most))).containsExactly(50L, 100L, 200L, 400L, 800L, 1_000L, 1_000L);
        assertThat(pauses(backoff((least, most) -> least))).containsExactly(25L, 50L, 100L, 200L, 400L, 500L, 500L);
    }

    @Test
    void pauseIsShortAgainAfterAReset() {
        Backoff backoff = backoff((least, most) -> most);
        pauses(backoff);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(50);
    }

    @Test
    void pauseEndsWithTheBus() {
        CountDownLatch closed = new CountDownLatch(1);
        closed.countDown();
        assertThat(new Backoff(closed).pause()).isFalse();
    }
}
