package io.shardhub.contract;

import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a connection as a hub does, from one thread, in a loop, and never while an earlier write is pending; watches that
 * the connection keeps its half of the contract, see {@link #violations}.
 *
 * <p><b>Threading:</b> one thread at a time calls the methods; the writes come from a thread of the sender, the shard.
 */
final class Sender implements AutoCloseable {

    /** What became of a write, or of the first of several that was not taken. */
    enum Outcome {
        /** Sent, at once or later. */
        TAKEN,
        /** Pending at first, then failed. */
        FAILED,
        /** Refused, because the connection is dead. */
        CLOSED,
        /** Pending or busy for longer than the sender waits; one that is pending stays so. */
        STUCK
    }

    private static final long FIRST_TOKEN = 0x1234_5678_9ABC_0000L; // one that does not fit into an int

    /* Listeners come from any thread: they find their write in the map and count there, nothing else. The pending write
     * belongs to the shard. The call that has not returned is written by the shard and read by whoever waits for it. */
    private final Map<Long, Write> writes = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong nextToken = new AtomicLong(FIRST_TOKEN);
    private volatile @Nullable Call call;

    private @Nullable Write pending;

    private final Connection connection;
    private final Duration patience;
    private final ExecutorService shard = Executors.newSingleThreadExecutor(Sender::daemon);

    private record Call(String name, long startNanos) {
        boolean isOverdue() {
            return System.nanoTime() - startNanos > Patience.CALL_LIMIT.toNanos();
        }
    }

    private static final class Write {
        final AtomicInteger calls = new AtomicInteger();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable Throwable failure;
        volatile @Nullable WriteResult result;
    }

    /** Starts one write. */
    private interface Starter {
        WriteResult start(long token, WriteListener listener);
    }

    /**
     * A sender for that connection.
     *
     * @param patience how long one write may be pending or busy before it counts as stuck
     */
    Sender(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /** Sends and waits until the write has ended. */
    Outcome send(Outgoing outgoing) {
        return sendAll(List.of(outgoing));
    }

    /** Sends, and waits no longer than {@code limit} for the end of the write. */
    Outcome send(Outgoing outgoing, Duration limit) {
        return onShard(limit, () -> one("trySend", sending(outgoing), limit));
    }

    /** Sends one after the other, each when the one before it has ended, until one is not taken. */
    Outcome sendAll(List<? extends Outgoing> all) {
        return onShard(patience.multipliedBy(6), () -> {
            for (Outgoing outgoing : all) {
                Outcome outcome = one("trySend", sending(outgoing), patience);
                if (outcome != Outcome.TAKEN) {
                    return outcome;
                }
            }
            return Outcome.TAKEN;
        });
    }

    /** Pings and waits until the write has ended. */
    Outcome ping() {
        return onShard(patience, () -> one("tryPing", connection::tryPing, patience));
    }

    /** Waits for the write that is pending, if any; returns what became of it. */
    Outcome settle(Duration limit) {
        return onShard(limit, () -> awaitPending(limit));
    }

    /** Whether a write is pending. */
    boolean isPending() {
        return onShard(patience, () -> pending != null && pending.ended.getCount() > 0);
    }

    /** How the connection broke its contract so far; empty if it behaved. */
    List<String> violations() {
        Stream<String> wrongCalls = writes.entrySet().stream()
                .filter(entry -> entry.getValue().result != null)
                .flatMap(entry -> wrongCalls(entry.getKey(), entry.getValue()));
        return Stream.concat(violations.stream(), wrongCalls).toList();
    }

    /** Ends the sender's thread; the connection stays as it is. */
    @Override
    public void close() {
        shard.shutdownNow();
    }

    private static Stream<String> wrongCalls(long token, Write write) {
        int calls = write.calls.get();
        int allowed = write.result == WriteResult.PENDING ? 1 : 0;
        return calls <= allowed
                ? Stream.empty()
                : Stream.of("the listener was called " + calls + " times for write " + (token - FIRST_TOKEN)
                        + ", whose result was " + write.result + " (expected: " + allowed + ")");
    }

    private Starter sending(Outgoing outgoing) {
        return (token, listener) -> connection.trySend(outgoing, token, listener);
    }

    /* --------------- On the shard --------------- */

    private Outcome one(String name, Starter starter, Duration limit) throws InterruptedException {
        Outcome before = awaitPending(limit);
        if (before != Outcome.TAKEN) {
            return before;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Write write = start(name, starter);
            switch (Objects.requireNonNull(write.result, name + " returned null")) {
                case SENT -> {
                    return Outcome.TAKEN;
                }
                case CLOSED -> {
                    return Outcome.CLOSED;
                }
                case PENDING -> {
                    pending = write;
                    return awaitPending(limit);
                }
                case BUSY -> {
                    if (System.nanoTime() - deadline > 0) {
                        return Outcome.STUCK;
                    }
                    Patience.pause();
                }
            }
        }
    }

    private Outcome awaitPending(Duration limit) throws InterruptedException {
        Write write = pending;
        if (write == null) {
            return Outcome.TAKEN;
        }
        if (!write.ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return Outcome.STUCK;
        }
        pending = null;
        return write.failure == null ? Outcome.TAKEN : Outcome.FAILED;
    }

    private Write start(String name, Starter starter) {
        long token = nextToken.getAndIncrement();
        Write write = new Write();
        writes.put(token, write);
        Call current = new Call(name, System.nanoTime());
        call = current;
        try {
            write.result = starter.start(token, this::written);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name + " threw " + e + " (expected: a result; a connection never throws)", e);
        } finally {
            call = null;
        }
        if (current.isOverdue()) {
            violations.add(name + " did not return within " + Patience.CALL_LIMIT);
        }
        return write;
    }

    /** Hears of the end of a write; only notes it, and leaves the next step to the shard. */
    private void written(long token, @Nullable Throwable failure) {
        Write write = writes.get(token);
        if (write == null) {
            violations.add("the listener was called with token " + token + ", which names no write");
            return;
        }
        if (write.calls.incrementAndGet() == 1) {
            write.failure = failure;
            write.ended.countDown();
        }
    }

    /* --------------- On the caller's thread --------------- */

    private <T> T onShard(Duration limit, Callable<T> task) {
        Future<T> future = shard.submit(task);
        try {
            return future.get(limit.plus(Patience.CALL_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Call open = call;
            future.cancel(true);
            throw new AssertionError(
                    open != null && open.isOverdue()
                            ? open.name + " has not returned within " + Patience.CALL_LIMIT
                                    + " (expected: no method blocks)"
                            : "the writes did not end within " + limit,
                    e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AssertionError(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while writing", e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "contract-shard");
        thread.setDaemon(true);
        return thread;
    }
}
