package io.shardhub.redis.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BoundedQueueTest {

    private record Parcel(String name, int bytes) implements BoundedQueue.Item {}

    private final BoundedQueue<Parcel> queue = new BoundedQueue<>(3, 100);
    private final List<Parcel> taken = new ArrayList<>();

    @Test
    void itemsAreRefusedAtTheBoundOfItems() {
        assertThat(List.of(offer("a", 1), offer("b", 1), offer("c", 1), offer("d", 1)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void itemsAreRefusedAtTheBoundOfBytesButOneAlwaysFits() throws Exception {
        assertThat(List.of(offer("a", 500), offer("b", 1))).containsExactly(true, false);
        take(10, 1_000);
        assertThat(List.of(offer("c", 60), offer("d", 41), offer("e", 40))).containsExactly(true, false, true);
    }

    @Test
    void urgentItemsOvertakeAndNeedNoRoom() throws Exception {
        offer("a", 60);
        offer("b", 40);
        assertThat(queue.offerUrgent(new Parcel("now", 60))).isTrue();
        take(10, 1_000);
        assertThat(taken).extracting(Parcel::name).containsExactly("now", "a", "b");
        assertThat(offer("c", 100)).isTrue();
    }

    @Test
    void slicesAreBoundedInItemsAndBytes() throws Exception {
        offer("a", 30);
        offer("b", 30);
        offer("c", 30);
        take(2, 1_000);
        assertThat(taken).extracting(Parcel::name).containsExactly("a", "b");
        taken.clear();
        offer("d", 30);
        take(10, 30);
        assertThat(taken).extracting(Parcel::name).containsExactly("c");
    }

    @Test
    void putWaitsForRoom() throws Exception {
        offer("a", 90);
        CompletableFuture<Boolean> put = CompletableFuture.supplyAsync(() -> put("b", 50));
        await().until(queue::isFull);
        assertThat(put).isNotDone();
        take(1, 1_000);
        assertThat(put.get()).isTrue();
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void closedQueueTakesNothingAndGivesWhatItHas() throws Exception {
        offer("a", 100);
        CompletableFuture<Boolean> put = CompletableFuture.supplyAsync(() -> put("b", 50));
        await().until(queue::isFull);
        queue.close();
        assertThat(put.get()).isFalse();
        assertThat(offer("c", 1)).isFalse();
        assertThat(queue.offerUrgent(new Parcel("d", 1))).isFalse();
        assertThat(queue.take(taken, 10, 1_000)).isTrue();
        assertThat(taken).hasSize(1);
        assertThat(queue.take(taken, 10, 1_000)).isFalse();
    }

    @Test
    void whoTakesIsWokenUpOnce() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        queue.wakeUp(); // nobody waits yet
        Thread thread = new Thread(() -> {
            for (int i = 0; i < 3; i++) {
                awaitWork();
                woken.incrementAndGet();
            }
        });
        thread.start();
        for (int i = 1; i < 3; i++) {
            int times = i;
            await().until(() -> woken.get() == times && thread.getState() == Thread.State.TIMED_WAITING);
            queue.wakeUp();
        }
        thread.join();
    }

    @Test
    void queueIsIdleWhileItIsOpenAndEmpty() throws Exception {
        offer("a", 1);
        assertThat(queue.isIdle()).isFalse();
        awaitWork();
        take(1, 1);
        assertThat(queue.isIdle()).isTrue();
        queue.offerUrgent(new Parcel("b", 1));
        assertThat(queue.isIdle()).isFalse();
        take(1, 1);
        queue.close();
        assertThat(queue.isIdle()).isFalse();
    }

    private void awaitWork() {
        try {
            queue.await(Long.MAX_VALUE / 2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean offer(String name, int bytes) {
        return queue.offer(new Parcel(name, bytes));
    }

    private boolean put(String name, int bytes) {
        try {
            return queue.put(new Parcel(name, bytes));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(int most, long bytes) throws InterruptedException {
        assertThat(queue.take(taken, most, bytes)).isTrue();
    }
}
