package io.shardhub.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A loop on the thread of the test, up to where it would park. */
final class ThreadLoopTest {

    /** Works for some portions, then has nothing left to do. */
    private static final class Cycle implements DutyCycle {

        private final boolean expectsMore;
        private int portions;
        private int looks;
        private int arrivesAtLook = -1;

        private Cycle(int portions, boolean expectsMore) {
            this.portions = portions;
            this.expectsMore = expectsMore;
        }

        @Override
        public int doWork() {
            return portions-- > 0 ? 1 : 0;
        }

        @Override
        public boolean hasWork() {
            if (++looks == arrivesAtLook) {
                portions = 1;
                return true;
            }
            return false;
        }

        @Override
        public long nanosUntilDue() {
            throw new IllegalStateException("parks"); // nothing is done between this call and the park
        }

        @Override
        public boolean expectsMore() {
            return expectsMore;
        }
    }

    private static int looksUntilItParks(Cycle cycle) {
        ThreadLoop loop = new ThreadLoop("loop", cycle);
        assertThatThrownBy(loop::run).hasMessage("parks");
        return cycle.looks;
    }

    @Test
    void idleLoopLooksOnceAndParks() {
        assertThat(looksUntilItParks(new Cycle(0, true))).isEqualTo(1);
    }

    @Test
    void loopThatExpectsNothingLooksOnceAndParks() {
        assertThat(looksUntilItParks(new Cycle(3, false))).isEqualTo(1);
    }

    @Test
    void loopThatExpectsMoreLooksForAMomentAfterItHasWorked() {
        assertThat(looksUntilItParks(new Cycle(3, true))).isEqualTo(101);
    }

    @Test
    void whatComesMeanwhileIsDoneAtOnceAndTheMomentBeginsAgain() {
        Cycle cycle = new Cycle(1, true);
        cycle.arrivesAtLook = 40;
        assertThat(looksUntilItParks(cycle)).isEqualTo(141);
    }
}
