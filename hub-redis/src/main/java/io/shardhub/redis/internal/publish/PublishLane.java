package io.shardhub.redis.internal.publish;

import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.queue.BoundedQueue;
import io.shardhub.redis.internal.wire.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Publishes what a node has to say in one partition, in order, on one connection: it takes what waits, sends it as one batch,
 * and waits for the replies while the next batch gathers. What Redis has not acknowledged when a connection ends is sent again,
 * with the same numbers, so that whoever got it already can tell. While nothing is under way, whoever publishes a short message sends it;
 * while such messages follow each other closely, no thread has to be woken up for them.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is the lane's thread.
 */
public final class PublishLane implements Runnable {

    /*
     * The queue, the tally and ioSince are shared. The lane's thread has the turn, except while it waits for something to do. So whoever
     * has the turn and finds the queue idle, and nothing under way, knows that Redis has acknowledged everything before.
     */
    private static final long BUFFER_BYTES = 64L << 20;
    private static final int PROBES = 8; // that may wait
    private static final int BATCH = 512;
    private static final long BATCH_BYTES = 256 << 10;
    private static final int SHORT_BYTES = 2 << 10;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LIVELY_NANOS = 10 * LOOK_NANOS;

    private final BoundedQueue<Outbound> queue;
    private final OutgoingTally tally;
    private final Linker linker;
    private volatile long ioSince; // zero while nothing is asked of Redis

    private final ReentrantLock turn = new ReentrantLock();
    private final Batch batch; // this and below: of who has the turn
    private final List<Outbound> taken = new ArrayList<>();
    private @Nullable Link open;
    private long sentNowAt = System.nanoTime() - LIVELY_NANOS; // when another thread sent something
    private boolean looking; // whether the lane's thread will soon look for replies by itself

    /**
     * A lane that is not started.
     *
     * @param buffer messages that may wait
     * @param probeAcknowledged hears of probes that Redis has taken
     */
    public PublishLane(
            Place place,
            int buffer,
            OutgoingTally tally,
            Linker linker,
            Transmission transmission,
            LongConsumer probeAcknowledged) {
        this.queue = new BoundedQueue<>(buffer, BUFFER_BYTES);
        this.tally = tally;
        this.linker = linker;
        this.batch = new Batch(place, transmission, tally, probeAcknowledged);
        queue.offerUrgent(new Outbound.Beacon()); // before all messages: who hears it has missed none
    }

    /** Takes a message if there is room. Does not block. */
    public boolean offer(Outbound.Publication message) {
        tally.accept(); // first, so that it never counts as published before it counts as accepted
        boolean taking = sendNow(message) || queue.offer(message);
        if (!taking) {
            tally.refuse();
        }
        return taking;
    }

    /**
     * Sends a message by itself, if it is the only one that is under way. It has room in the socket, since Redis has read everything
     * before it; and of a reply that has begun to arrive, which is smaller than any packet, the rest is there, too. So this does not
     * wait for Redis, also if it hangs.
     */
    private boolean sendNow(Outbound.Publication message) {
        if (message.bytes() > SHORT_BYTES || turn.isHeldByCurrentThread() || !turn.tryLock()) {
            return false;
        }
        boolean unseen = false;
        try {
            Link link = open;
            if (link == null || !queue.isIdle() || !settleWhatArrived(link)) {
                return false;
            }
            batch.add(message);
            sentNowAt = System.nanoTime();
            unseen = !looking;
            looking = true;
            send(link);
        } catch (JedisException e) {
            linker.complain(e);
            unseen = true; // the lane's thread will find the connection broken, and send it on another one
        } catch (Error e) {
            linker.cut(); // half a command may be written
            unseen = true;
            throw e;
        } finally {
            turn.unlock();
            if (unseen) {
                queue.wakeUp();
            }
        }
        return true;
    }

    /** Whether nothing is under way any more. */
    private boolean settleWhatArrived(Link link) {
        try {
            if (batch.isSent() && link.hasReplies()) {
                settle(link);
            }
            return batch.isEmpty();
        } catch (JedisDataException e) {
            return false; // the lane's thread sends it once more, before it looks for another server
        } catch (JedisException e) {
            linker.complain(e);
            return false; // as above
        }
    }

    /** Takes something of the bus itself, which overtakes the messages. */
    public boolean tell(Outbound control) {
        return queue.offerUrgent(control);
    }

    /** Sends a probe, and says up to where others must have heard this node; unless earlier ones still wait. */
    public void probe(LongSupplier nextProbe) {
        if (queue.urgent() < PROBES) {
            queue.offerUrgent(new Outbound.Probe(nextProbe.getAsLong()));
            queue.offerUrgent(new Outbound.Beacon());
        }
    }

    /** Publishes what waits and ends. */
    public void finish() {
        queue.close();
    }

    /** Ends the connection; unless the bus is closed, there will be another one. */
    public void cut() {
        linker.cut();
    }

    /** Ends a connection that hangs for longer than that, or leads to where Redis no longer is. */
    public void watch(long now, long limitNanos) {
        linker.leaveDeposed();
        long since = ioSince;
        if (since != 0 && now - since > limitNanos) {
            linker.cut();
        }
    }

    @Override
    public void run() {
        turn.lock();
        try {
            boolean more = true;
            while (more) {
                Link link = linker.connect();
                more = link != null && !isDone(link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            giveUp();
            turn.unlock();
        }
    }

    /** Publishes until the connection fails, or there is nothing more to come. */
    private boolean isDone(Link link) throws InterruptedException {
        try {
            open = link;
            while (refill()) {
                if (!batch.isEmpty()) {
                    send(link);
                    settle(link);
                }
            }
            return true;
        } catch (JedisException e) {
            linker.complain(e);
            return false;
        } finally {
            open = null;
            batch.disconnected();
            ioSince = 0;
            linker.cut();
        }
    }

    private boolean refill() throws InterruptedException {
        if (batch.isEmpty() && queue.isIdle()) {
            awaitWork();
        }
        if (!batch.isEmpty()) {
            return true; // sent by another thread, or to be sent again
        }
        boolean more = queue.take(taken, BATCH, BATCH_BYTES);
        taken.forEach(batch::add);
        taken.clear();
        return more;
    }

    /** While others send, replies are looked for from time to time; who was woken up for each would be in the way of the next. */
    private void awaitWork() throws InterruptedException {
        looking = System.nanoTime() - sentNowAt < LIVELY_NANOS;
        long nanos = looking ? LOOK_NANOS : IDLE_NANOS;
        turn.unlock();
        try {
            queue.await(nanos);
        } finally {
            turn.lock();
        }
    }

    private void send(Link link) {
        if (!batch.isSent()) {
            ioSince = System.nanoTime() | 1;
            batch.send(link);
        }
    }

    private void settle(Link link) {
        batch.settle(link);
        ioSince = 0;
    }

    private void giveUp() {
        batch.giveUp();
        queue.close();
        while (queue.take(taken, BATCH, BATCH_BYTES)) {
            tally.lost(taken.stream()
                    .filter(Outbound.Publication.class::isInstance)
                    .count());
            taken.clear();
        }
    }
}
