package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon a connection is no longer believed in; with a heartbeat of a second, and half a second to answer. */
final class VerificationTest {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long TIMEOUT = TimeUnit.MILLISECONDS.toNanos(500);

    private long now = 1;
    private final Verification verification = new Verification(INTERVAL, TIMEOUT, () -> now);

    @BeforeEach
    void prove() {
        verification.linkUp();
        assertThat(verification.isVerified()).as("before any probe").isFalse();
        long id = verification.confirmed();
        verification.acknowledged(id);
        verification.read();
        assertThat(verification.heard(id)).as("the first proof").isTrue();
        assertThat(verification.isVerified())
                .as("before what was missed is read")
                .isFalse();
        verification.recovered(verification.link());
        assertThat(verification.isVerified()).isTrue();
    }

    private void pass(long nanos) {
        now += nanos;
    }

    private long probe() {
        long id = verification.next();
        verification.acknowledged(id);
        return id;
    }

    /** The probe goes out a quarter of a heartbeat after the last one, and is missed after a timeout: the next look finds it. */
    @Test
    void silentConnectionIsFoundATimeoutAfterTheProbeThatIsNotHeard() {
        pass(INTERVAL);
        probe();
        pass(TIMEOUT);
        assertThat(verification.isSilent()).as("in time").isFalse();
        pass(1);
        assertThat(verification.isSilent()).as("too late").isTrue();
    }

    @Test
    void nodeIsNotVerifiedHalfAHeartbeatAndATimeoutAfterTheLastProbeThatWasHeard() {
        pass(2 * INTERVAL + TIMEOUT);
        assertThat(verification.isVerified()).isTrue();
        pass(1);
        assertThat(verification.isVerified()).isFalse();
    }

    @Test
    void probeThatRedisHasNotTakenSaysNothingOfTheSubscription() {
        pass(INTERVAL);
        verification.next();
        pass(10 * TIMEOUT);
        assertThat(verification.isSilent()).isFalse();
    }

    @Test
    void whoIsBehindMuchThatArrivesIsNotSilentForFiveTimeouts() {
        probe();
        for (int i = 0; i < 50; i++) {
            pass(TIMEOUT / 10);
            verification.read();
        }
        assertThat(verification.isSilent()).as("much arrives").isFalse();
        pass(1);
        verification.read();
        assertThat(verification.isSilent()).as("too far behind").isTrue();
    }

    @Test
    void subscriptionsThatAreNotConfirmedForATimeoutAreSilence() {
        verification.linkUp();
        pass(TIMEOUT);
        assertThat(verification.isSilent()).isFalse();
        pass(1);
        assertThat(verification.isSilent()).isTrue();
        verification.linkDown();
        assertThat(verification.isSilent()).as("no connection at all").isFalse();
    }

    @Test
    void probesOfEarlierConnectionsProveNothing() {
        long early = verification.next();
        verification.linkDown();
        verification.linkUp();
        assertThat(verification.heard(early)).as("before the subscriptions").isFalse();
        long id = verification.confirmed();
        long later = verification.confirmed();
        assertThat(verification.heard(later + 1)).as("never sent").isFalse();
        assertThat(verification.isVerified()).isFalse();
        assertThat(verification.heard(id)).as("the first that counts").isTrue();
        assertThat(verification.heard(id)).as("again").isFalse();
        assertThat(verification.heard(later)).as("proven already").isFalse();
        verification.recovered(verification.link() - 1);
        assertThat(verification.isVerified())
                .as("by what was read for the one before")
                .isFalse();
        verification.recovered(verification.link());
        assertThat(verification.isVerified()).isTrue();
    }

    @Test
    void latencyIsThatOfTheLastProbe() {
        long id = verification.next();
        pass(TimeUnit.MILLISECONDS.toNanos(3));
        verification.heard(id);
        assertThat(verification.latency()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void probeThatComesAfterALaterOneProvesNothing() {
        long early = verification.next();
        long late = verification.next();
        assertThat(verification.heard(late)).as("proven already").isFalse();
        pass(2 * INTERVAL + TIMEOUT);
        verification.heard(early);
        pass(1);
        assertThat(verification.isVerified()).isFalse();
    }
}
