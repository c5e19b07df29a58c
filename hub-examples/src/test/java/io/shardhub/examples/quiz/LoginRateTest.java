package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The buckets of addresses, on a clock that runs over in the middle of each test. */
class LoginRateTest {

    private static final String ANN = "203.0.113.7";
    private static final String BOB = "203.0.113.8";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final LoginRate rate = new LoginRate(3, nanos::get); // a token in 20 s

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void spend(String address) {
        for (int i = 0; i < 3; i++) {
            assertThat(rate.take(address)).isZero();
        }
    }

    @Test
    void aMinutesTokensComeAtOnceAndThenOneAtATime() {
        spend(ANN);
        assertThat(rate.take(ANN)).isEqualTo(Duration.ofSeconds(20));
        pass(Duration.ofSeconds(19));
        assertThat(rate.take(ANN)).as("who asks in vain owes nothing for it").isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(rate.take(ANN)).isZero();
        assertThat(rate.take(ANN)).isEqualTo(Duration.ofSeconds(20));
        pass(Duration.ofDays(1));
        spend(ANN);
        assertThat(rate.take(ANN)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void anAddressSpendsItsOwnTokensAndAnIpv6NetworkIsOne() {
        spend(ANN);
        assertThat(rate.take(BOB)).isZero();
        spend("2001:db8::1");
        assertThat(rate.take("2001:db8::2")).isEqualTo(Duration.ofSeconds(20));
        assertThat(rate.take("2001:db8:0:1::1")).isZero();
    }

    @Test
    void whoeverCameLastIsKnownAndNoMoreThanTheMost() {
        spend(ANN);
        spend(BOB);
        for (int i = 0; i < LoginRate.MOST - 1; i++) {
            assertThat(rate.take("10.0." + i / 256 + "." + i % 256)).isZero();
            assertThat(rate.take(BOB)).isEqualTo(Duration.ofSeconds(20));
        }
        assertThat(rate.known()).isEqualTo(LoginRate.MOST);
        spend(ANN); // forgotten long ago
        assertThat(rate.known()).isEqualTo(LoginRate.MOST);
        assertThat(rate.take(BOB)).isEqualTo(Duration.ofSeconds(20));
    }
}
