package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.internal.inbound.Inbox.Entry;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What an inbox takes, and who waits until it takes more. */
final class InboxCreditTest {

    private final ManualRuntime runtime = new ManualRuntime(6);
    private final WorkerPool pool = new WorkerPool(runtime, "t", InboundOptions.defaults(3));
    private final List<String> ran = new ArrayList<>();

    private Work work(String name) {
        return new Work(Priority.NORMAL, Execution.POOL, () -> ran.add(name));
    }

    private void runOne(Inbox inbox) {
        HandlerWatch.Seat seat = pool.watch().takeSeat();
        inbox.runNext(seat);
        seat.leave();
    }

    @Test
    void bytesOfOneClientAndOfAllAreBounded() {
        CreditOptions credit =
                Work.credit(10).withBytes(200).withHubBytes(300); // a message of 200 would fit an inbox that is empty
        WorkerPool narrow = new WorkerPool(
                runtime,
                "narrow",
                InboundOptions.defaults(1).withMaxMessageBytes(200).withCredit(credit));
        Inbox one = new Inbox(narrow, credit);
        Inbox two = new Inbox(narrow, credit);
        assertThat(one.offer(work("1").sized(150), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(one.offer(work("2").sized(51), runtime.nanoTime())).isEqualTo(Entry.FULL);
        assertThat(one.offer(work("3").sized(50), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(two.offer(work("4").sized(101), runtime.nanoTime())).isEqualTo(Entry.HUB_FULL);
        assertThat(two.offer(work("5").sized(100), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(narrow.bound().bytes()).isEqualTo(300);
        one.open(null);
        two.discard(Fault.CLOSED);
        assertThat(narrow.bound().bytes()).isEqualTo(200);
        narrow.start();
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("1", "3");
        assertThat(narrow.bound().bytes()).isZero();
        assertThat(one.offer(work("6").sized(200), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
    }

    @Test
    void roomComesWithHalfOfTheCreditAndNotBeforeTheTaskFits() {
        CreditOptions credit = Work.credit(4).withBytes(100);
        Inbox inbox = new Inbox(pool, credit);
        for (int i = 0; i < 4; i++) {
            inbox.offer(work("t" + i).sized(25), runtime.nanoTime());
        }
        Work large = work("large").sized(60);
        assertThat(inbox.offer(large, runtime.nanoTime())).isEqualTo(Entry.FULL);
        Future<Void> room = inbox.room(large);
        assertThat(room).isNotDone();
        runOne(inbox);
        assertThat(room).as("three wait").isNotDone();
        runOne(inbox);
        assertThat(room).as("two wait, it does not fit").isNotDone();
        runOne(inbox);
        assertThat(room).isDone();
        assertThat(inbox.offer(large, runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(inbox.room(work("small").sized(1))).as("60 wait").isNotDone();
        runOne(inbox);
        runOne(inbox);
        assertThat(inbox.room(large)).as("nothing waits").isDone();
        assertThat(ran).containsExactly("t0", "t1", "t2", "t3", "large");
    }

    @Test
    void whoWaitsForRoomIsLetGoWhenNothingIsTakenAnyMore() {
        Inbox discarded = new Inbox(pool, Work.credit(1));
        discarded.offer(work("1"), runtime.nanoTime());
        Future<Void> first = discarded.room(work("2"));
        assertThat(first).isNotDone();
        discarded.discard(Fault.CLOSED);
        assertThat(first).isDone();
        assertThat(discarded.room(work("3"))).isDone();
        Inbox ending = new Inbox(pool, Work.credit(1));
        ending.offer(work("1"), runtime.nanoTime());
        Future<Void> second = ending.room(work("2"));
        assertThat(second).isNotDone();
        ending.offerLast(Work.event(() -> {}));
        assertThat(second).isDone();
    }
}
