package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.options.LivenessOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Peers that say nothing. */
final class LivenessTest {

    private static final Duration PING = Duration.ofSeconds(60);
    private static final Duration PONG = Duration.ofSeconds(10);
    /** A round over all clients takes an eighth of the ping interval. */
    private static final Duration ROUND = Duration.ofSeconds(8);

    private final HubRig rig = new HubRig(HubRig.options(1).withLiveness(new LivenessOptions(PING, PONG)));

    @Test
    void silentPeerIsPingedAndThenCutOff() {
        Guest guest = rig.join("u");
        rig.idle().advance(PING);
        assertThat(guest.connection().pings()).isZero();
        rig.advance(ROUND);
        assertThat(guest.connection().pings()).isEqualTo(1);
        rig.advance(PING.minus(ROUND));
        assertThat(guest.connection().pings()).as("pings do not repeat").isEqualTo(1);
        rig.advance(PONG);
        assertThat(guest.connection().isAborted()).as("it still has time").isFalse();
        rig.advance(ROUND);
        assertThat(guest.connection().isAborted()).isTrue();
        assertThat(guest.connection().closeCalls())
                .as("nobody listens to a close")
                .isZero();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1006");
        assertThat(guest.connection().pings()).isBetween(1, 2);
        assertThat(rig.hub().clients()).isEmpty();
    }

    @Test
    void peerThatAnswersLivesOn() {
        Guest guest = rig.join("u");
        rig.idle();
        int answered = 0;
        for (int second = 0; second < 1_200; second++) {
            rig.advance(Duration.ofSeconds(1));
            if (guest.connection().pings() > answered) {
                answered++;
                guest.registration().heard();
            }
        }
        assertThat(guest.connection().isAborted()).isFalse();
        assertThat(answered).as("pings in 20 intervals").isBetween(16, 20);
    }

    @Test
    void peerThatTalksIsNotPinged() {
        Guest guest = rig.join("u");
        for (int i = 0; i < 30; i++) {
            rig.idle().advance(PING.minusSeconds(1));
            guest.registration().heard();
        }
        assertThat(guest.connection().pings()).isZero();
        assertThat(guest.client().isOpen()).isTrue();
    }

    @Test
    void whatIsSentToAPeerProvesNothing() {
        Guest guest = rig.join("u");
        for (int i = 0; i < 200; i++) {
            guest.client().send(text("m" + i));
            rig.idle().advance(Duration.ofSeconds(1));
        }
        assertThat(guest.connection().isAborted()).isTrue();
    }

    @Test
    void idleForTellsTheTimeSinceThePeerWasHeardOf() {
        Guest guest = rig.join("u");
        rig.idle().advance(Duration.ofSeconds(7));
        assertThat(guest.client().idleFor()).isEqualTo(Duration.ofSeconds(7));
        guest.registration().heard();
        assertThat(guest.client().idleFor()).isZero();
    }

    @Test
    void manyPeersAreCutOffInTimeAndNotInOneBurst() {
        List<Guest> guests =
                IntStream.range(0, 1_000).mapToObj(i -> rig.join("u" + i)).toList();
        rig.idle().advance(PING);
        int most = 0;
        int before = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(ROUND) < 0; passed = passed.plusMillis(100)) {
            rig.advance(Duration.ofMillis(100));
            int pings = guests.stream().mapToInt(g -> g.connection().pings()).sum();
            most = Math.max(most, pings - before);
            before = pings;
        }
        assertThat(before).as("pings after a round").isEqualTo(1_000);
        assertThat(most).as("pings at once").isLessThanOrEqualTo(1_000 / 8 + 1);
        rig.advance(PING.plus(PONG).plus(ROUND));
        assertThat(guests).allMatch(guest -> guest.connection().isAborted());
        assertThat(rig.hub().snapshot().closed()).containsExactly(java.util.Map.entry(1006, 1_000L));
    }

    @Test
    void peersThatComeAndGoDoNotHideOthersFromTheCheck() {
        Guest silent = rig.join("silent");
        for (int second = 0; second < 140; second++) {
            Guest guest = rig.join("u" + second);
            Guest other = rig.join("v" + second);
            rig.idle().advance(Duration.ofMillis(500));
            guest.leave();
            rig.idle().advance(Duration.ofMillis(500));
            other.leave();
        }
        assertThat(silent.connection().pings()).isBetween(1, 2);
    }

    @Test
    void pingThatIsNeverWrittenIsASlowWrite() {
        Guest guest = rig.join("u", Mode.PENDING);
        rig.idle().advance(PING.plus(ROUND));
        assertThat(guest.connection().pings()).isEqualTo(1);
        rig.advance(Duration.ofSeconds(11));
        assertThat(guest.closeCode()).isEqualTo(4408);
        assertThat(rig.books().accepted()).isZero();
    }

    @Test
    void idleHubWithoutClientsNeedsNoTimer() {
        Guest guest = rig.join("u");
        rig.idle();
        guest.leave();
        rig.idle();
        long drains = rig.hub().snapshot().shards().get(0).drains();
        rig.advance(Duration.ofHours(10));
        assertThat(rig.hub().snapshot().shards().get(0).drains() - drains)
                .as("drains in ten hours without clients")
                .isLessThanOrEqualTo(2);
    }
}
