package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.internal.outbox.SendSlot.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SendSlotTest {

    private final SendSlot slot = new SendSlot();

    @Test
    void isFreeAtFirstAndNothingCanBeAwaited() {
        assertThat(slot.state()).isEqualTo(State.FREE);
        assertThat(slot.await()).isFalse();
        assertThat(slot.complete(0, false)).as("a completion of no write").isFalse();
        assertThat(slot.complete(1, true)).as("a completion of a write to come").isFalse();
        assertThat(slot.state()).isEqualTo(State.FREE);
    }

    @Test
    void everyWriteHasATokenOfItsOwn() {
        long first = slot.begin();
        slot.free();
        long second = slot.begin();
        assertThat(second).isNotEqualTo(first);
        assertThat(slot.state()).isEqualTo(State.STARTING);
    }

    @Test
    void completionBeforeTheCallReturnsOnlyChangesTheState() {
        long token = slot.begin();
        assertThat(slot.complete(token, false)).as("wakes the owner").isFalse();
        assertThat(slot.state()).isEqualTo(State.COMPLETED);
        assertThat(slot.park(token)).as("stays under way").isFalse();
        assertThat(slot.await()).isFalse();
        slot.free();
        assertThat(slot.state()).isEqualTo(State.FREE);
    }

    @Test
    void failureBeforeTheCallReturnsIsFinal() {
        long token = slot.begin();
        assertThat(slot.complete(token, true)).as("wakes the owner").isFalse();
        assertThat(slot.park(token)).isFalse();
        assertThat(slot.state()).isEqualTo(State.FAILED);
        assertThat(slot.complete(token, false)).isFalse();
        assertThat(slot.state()).isEqualTo(State.FAILED);
    }

    @Test
    void completionFreesTheSlotWithoutTheOwnerWhenNothingWaits() {
        long token = slot.begin();
        assertThat(slot.park(token)).isTrue();
        assertThat(slot.state()).isEqualTo(State.PENDING);
        assertThat(slot.complete(token, false)).as("wakes the owner").isFalse();
        assertThat(slot.state()).isEqualTo(State.FREE);
    }

    @Test
    void completionWakesTheOwnerOnceWhenSomethingWaits() {
        long token = slot.begin();
        slot.park(token);
        assertThat(slot.await()).isTrue();
        assertThat(slot.await()).as("asked again").isTrue();
        assertThat(slot.state()).isEqualTo(State.AWAITED);
        assertThat(slot.complete(token, false)).as("wakes the owner").isTrue();
        assertThat(slot.complete(token, false)).as("wakes the owner twice").isFalse();
        assertThat(slot.await()).as("the write has ended").isFalse();
        assertThat(slot.state()).isEqualTo(State.FREE);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void failureAlwaysWakesTheOwner(boolean awaited) {
        long token = slot.begin();
        slot.park(token);
        assertThat(awaited && !slot.await()).isFalse();
        assertThat(slot.complete(token, true)).as("wakes the owner").isTrue();
        assertThat(slot.state()).isEqualTo(State.FAILED);
        assertThat(slot.await()).isFalse();
        assertThat(slot.complete(token, true)).as("wakes the owner twice").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, false",
        "STARTING, true",
        "PENDING, false",
        "PENDING, true",
        "AWAITED, false",
        "AWAITED, true"
    })
    void completionOfAnEarlierWriteIsIgnored(State state, boolean failed) {
        long old = slot.begin();
        slot.park(old);
        slot.complete(old, false);
        long token = slot.begin();
        if (state != State.STARTING) {
            slot.park(token);
        }
        if (state == State.AWAITED) {
            assertThat(slot.await()).isTrue();
        }
        assertThat(slot.complete(old, failed)).as("wakes the owner").isFalse();
        assertThat(slot.state()).isEqualTo(state);
        assertThat(slot.complete(token, false)).as("the real one").isEqualTo(state == State.AWAITED);
    }

    @Test
    void completionAfterTheOwnerFreedTheSlotIsIgnored() {
        long token = slot.begin();
        slot.free();
        assertThat(slot.complete(token, true)).isFalse();
        assertThat(slot.state()).isEqualTo(State.FREE);
    }
}
