package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.InboundOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is taken next. */
final class LanesTest {

    private static final Duration AGE = Duration.ofMillis(100);

    private final ManualRuntime runtime = new ManualRuntime();
    private final WorkerPool pool = new WorkerPool(runtime, "t", InboundOptions.defaults(1));
    private final Lanes lanes = new Lanes(runtime, AGE.toNanos());
    private final Lanes.Taker taker = lanes.new Taker();

    private Inbox add(Priority priority) {
        Inbox inbox = new Inbox(pool, Work.credit(1));
        lanes.add(inbox, priority, runtime.nanoTime());
        return inbox;
    }

    @Test
    void mostUrgentFirstAndInOneLaneTheFirst() {
        Inbox low = add(Priority.LOW);
        Inbox normal = add(Priority.NORMAL);
        Inbox critical = add(Priority.CRITICAL);
        Inbox normal2 = add(Priority.NORMAL);
        Inbox high = add(Priority.HIGH);
        assertThat(lanes.isEmpty()).isFalse();
        for (Inbox expected : List.of(critical, high, normal, normal2, low)) {
            assertThat(taker.take()).isSameAs(expected);
        }
        assertThat(lanes.isEmpty()).isTrue();
        assertThat(taker.take()).isNull();
    }

    @Test
    void whatHasWaitedTooLongGoesFirstAndTheOldestBeforeAll() {
        Inbox low = add(Priority.LOW);
        runtime.skip(Duration.ofMillis(50));
        Inbox normal = add(Priority.NORMAL);
        runtime.skip(Duration.ofMillis(50));
        Inbox critical = add(Priority.CRITICAL);
        Inbox critical2 = add(Priority.CRITICAL);
        assertThat(lanes.new Taker().take()).as("not old yet").isSameAs(critical);
        runtime.skip(Duration.ofNanos(1));
        assertThat(taker.take()).as("old").isSameAs(low);
        assertThat(taker.take()).isSameAs(critical2);
        assertThat(taker.take()).isSameAs(normal);
    }

    /** Else everything would be old in an overload, and a priority worth nothing. */
    @Test
    void ofTwoTurnsOneIsForTheMostUrgent() {
        Inbox low = add(Priority.LOW);
        Inbox low2 = add(Priority.LOW);
        runtime.skip(AGE.multipliedBy(2));
        Inbox critical = add(Priority.CRITICAL);
        Inbox critical2 = add(Priority.CRITICAL);
        for (Inbox expected : List.of(low, critical, low2, critical2)) {
            assertThat(taker.take()).isSameAs(expected);
        }
    }

    /** The bound that the lanes promise, with the most urgent coming for ever. */
    @Test
    void waitOfTheLowestIsBounded() {
        int before = 20;
        Duration turn = Duration.ofMillis(7);
        List<Inbox> early = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            early.add(add(Priority.values()[i % Priority.COUNT]));
            runtime.skip(Duration.ofNanos(1));
        }
        long since = runtime.nanoTime();
        Inbox low = add(Priority.LOW);
        long bound = AGE.toNanos() + 2 * turn.toNanos() * (before + 1);
        for (Inbox taken = null; taken != low; taken = taker.take()) {
            assertThat(runtime.nanoTime() - since).as("wait").isLessThanOrEqualTo(bound);
            runtime.skip(turn);
            add(Priority.CRITICAL);
            early.remove(taken);
        }
        assertThat(early).as("those before it").isEmpty();
    }

    @Test
    void oldestWaitIsThatOfTheOldestOfAllLanes() {
        assertThat(lanes.oldestNanos(runtime.nanoTime())).isZero();
        add(Priority.LOW);
        runtime.skip(Duration.ofNanos(10));
        add(Priority.HIGH);
        runtime.skip(Duration.ofNanos(5));
        assertThat(lanes.oldestNanos(runtime.nanoTime())).isEqualTo(15);
        taker.take();
        assertThat(lanes.oldestNanos(runtime.nanoTime())).isEqualTo(15);
        taker.take();
        assertThat(lanes.oldestNanos(runtime.nanoTime())).isZero();
    }
}
