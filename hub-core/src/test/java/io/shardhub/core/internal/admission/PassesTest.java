package io.shardhub.core.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.testing.ManualRuntime;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class PassesTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final Passes passes = passes(1);

    private Passes passes(int key) {
        return new Passes(new SecretKeySpec(new byte[] {(byte) key}, "HmacSHA256"), runtime);
    }

    @Test
    void passIsGoodForADayAtEveryHubWithTheKey() {
        String pass = passes.issue();
        assertThat(pass).matches("[A-Za-z0-9_-]{32}");
        assertThat(passes.isValid(pass)).isTrue();
        assertThat(passes(1).isValid(pass)).isTrue();
        assertThat(passes(2).isValid(pass)).isFalse();
        runtime.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(passes.isValid(pass)).isTrue();
        runtime.advance(Duration.ofMillis(1));
        assertThat(passes.isValid(pass)).isFalse();
    }

    @Test
    void noBitOfAPassCanBeChanged() {
        byte[] pass = Base64.getUrlDecoder().decode(passes.issue());
        assertThat(IntStream.range(0, pass.length * Byte.SIZE)).noneMatch(bit -> {
            byte[] forged = pass.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            return passes.isValid(Base64.getUrlEncoder().encodeToString(forged));
        });
    }

    @Test
    void clocksOfNodesMayDifferByLessThanFiveMinutes() {
        String pass = passes.issue();
        runtime.skip(Duration.ofMinutes(-5).plusMillis(1));
        assertThat(passes.isValid(pass)).isTrue();
        runtime.skip(Duration.ofMillis(-1));
        assertThat(passes.isValid(pass)).isFalse();
    }

    @Test
    void anythingElseIsNone() {
        assertThat(new String[] {"", " ", "A".repeat(31), "A".repeat(32), "A".repeat(33), "*".repeat(32), "é".repeat(32)
                })
                .noneMatch(passes::isValid);
    }
}
