package io.shardhub.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** A real loop, and the work it does. */
abstract class LoopRig {

    static final long LONG = TimeUnit.SECONDS.toNanos(20);

    final Portions cycle = new Portions();
    final Loop loop = HubRuntime.threads().start("test-loop", cycle);

    @AfterEach
    final void stop() {
        loop.stop();
        assertThat(loop.awaitEnd(LONG)).isTrue();
    }

    static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition::getAsBoolean);
    }
}
