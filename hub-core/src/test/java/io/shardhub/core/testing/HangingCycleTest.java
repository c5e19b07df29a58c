package io.shardhub.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cycles of a {@link ManualRuntime} that get stuck, and loops that lose their thread. */
@Timeout(60)
final class HangingCycleTest {

    private final ManualRuntime runtime = new ManualRuntime(7);
    private final Runnable hang = runtime.hanging();
    private final List<String> log = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();

    /** Says what it does, and does it in between: at first nothing. */
    private final class Work implements DutyCycle {
        private final String name;
        private Runnable inner = () -> {};
        private int portions = 1;
        private Loop loop;

        Work(String name) {
            this.name = name;
            this.loop = runtime.start(name, this);
        }

        @Override
        public int doWork() {
            if (portions == 0) {
                return 0;
            }
            portions--;
            threads.add(Thread.currentThread());
            log.add(name + " begins");
            inner.run();
            log.add(name + " ends");
            return 1;
        }

        @Override
        public boolean hasWork() {
            return portions > 0;
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }

        void wants(int more) {
            portions += more;
            loop.wakeUp();
        }
    }

    @AfterEach
    void nothingIsLeftBehind() {
        runtime.close();
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    @Test
    void testGoesOnWhereTheCycleIsStuck() {
        Work stuck = new Work("stuck");
        Work other = new Work("other");
        stuck.inner = hang;
        stuck.portions = 3;
        runtime.runUntilIdle("stuck");
        assertThat(runtime.hung()).containsExactly("stuck");
        runtime.runUntilIdle();
        assertThat(log).containsExactly("stuck begins", "other begins", "other ends");
        runtime.runUntilIdle("stuck");
        runtime.advance(Duration.ofDays(1));
        assertThat(stuck.loop.wakeUp()).as("rested").isFalse();
        assertThat(runtime.roles()).containsExactly("stuck", "other");
        assertThat(log).hasSize(3);
        other.wants(1);
        runtime.runUntilIdle();
        assertThat(log).hasSize(5);
    }

    @Test
    void releasedCycleEndsItsPortionAloneAndGoesOnAsBefore() {
        Work stuck = new Work("stuck");
        Work other = new Work("other");
        stuck.inner = hang;
        runtime.runUntilIdle("stuck");
        stuck.inner = () -> {};
        stuck.wants(1);
        other.wants(1);
        runtime.release("stuck");
        assertThat(log).containsExactly("stuck begins", "stuck ends");
        assertThat(runtime.hung()).isEmpty();
        runtime.runUntilIdle();
        assertThat(log).hasSize(8);
    }

    @Test
    void stoppedCycleEndsWhenItIsReleased() {
        Work stuck = new Work("stuck");
        stuck.inner = hang;
        stuck.portions = 2;
        runtime.runUntilIdle();
        stuck.loop.stop();
        long before = runtime.nanoTime();
        assertThat(stuck.loop.awaitEnd(400)).isFalse();
        assertThat(runtime.nanoTime()).isEqualTo(before + 400);
        assertThat(runtime.roles()).containsExactly("stuck");
        runtime.releaseAll();
        assertThat(stuck.loop.awaitEnd(0)).isTrue();
        assertThat(runtime.roles()).isEmpty();
        runtime.runUntilIdle();
        assertThat(log).containsExactly("stuck begins", "stuck ends");
    }

    @Test
    void cycleMayHangAgainAndSeveralAtOnce() {
        Work one = new Work("one");
        Work two = new Work("two");
        one.inner = () -> {
            hang.run();
            log.add("one is back");
            hang.run();
        };
        two.inner = hang;
        runtime.runUntilIdle();
        assertThat(runtime.hung()).containsExactly("one", "two");
        runtime.release("one");
        assertThat(runtime.hung()).containsExactly("one", "two");
        assertThat(log).contains("one is back").doesNotContain("one ends");
        runtime.releaseAll();
        assertThat(runtime.hung()).isEmpty();
        assertThat(log).containsSubsequence("one ends", "two ends");
    }

    @Test
    void whatAReleasedCycleThrowsReachesTheTest() {
        Work stuck = new Work("stuck");
        stuck.inner = () -> {
            hang.run();
            throw new IllegalStateException("late");
        };
        runtime.runUntilIdle();
        assertThatThrownBy(() -> runtime.release("stuck"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("late");
        assertThat(runtime.hung()).isEmpty();
    }

    @Test
    void lostThreadWorksNoMoreAndIsNotMissedByTheTest() {
        Work lost = new Work("lost");
        runtime.runUntilIdle();
        runtime.kill("lost");
        lost.wants(1);
        runtime.runUntilIdle();
        assertThat(log).containsExactly("lost begins", "lost ends");
        assertThat(lost.loop.awaitEnd(0)).isTrue();
        assertThat(runtime.roles()).isEmpty();
        assertThatThrownBy(() -> runtime.kill("lost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lost");
    }

    @Test
    void threadIsLostInTheMiddleOfItsWork() {
        Work lost = new Work("lost");
        lost.inner = hang;
        runtime.runUntilIdle();
        runtime.kill("lost");
        runtime.releaseAll();
        runtime.runUntilIdle();
        assertThat(log).containsExactly("lost begins");
        assertThat(runtime.hung()).isEmpty();
        assertThat(lost.loop.awaitEnd(0)).isTrue();
    }

    @Test
    void callThatHangsTheTestItselfIsFound() {
        ManualRuntime misused = new ManualRuntime();
        assertThatThrownBy(misused.hanging()::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("hang itself");
        assertThatThrownBy(misused::runUntilIdle).as("even if it was swallowed").isInstanceOf(AssertionError.class);
        assertThatThrownBy(misused::close).isInstanceOf(AssertionError.class);
    }

    @Test
    void connectionThatHangsStopsItsShardAndNoOther() {
        try (HubRig rig = new HubRig(HubRig.options(2))) {
            Guest stuck = rig.join("0");
            Guest other = rig.join("1");
            rig.idle();
            stuck.connection().hangIn(rig.runtime().hanging());
            rig.hub().broadcast(HubRig.text("a"));
            rig.hub().broadcast(HubRig.text("b"));
            rig.idle();
            assertThat(rig.runtime().hung()).hasSize(1);
            assertThat(stuck.texts()).isEmpty();
            assertThat(other.texts()).containsExactly("a", "b");
            stuck.connection().setMode(RecordingConnection.Mode.SENT);
            rig.runtime().releaseAll();
            rig.idle();
            assertThat(stuck.texts()).containsExactly("a", "b");
            stuck.connection().assertNoViolations();
        }
    }
}
