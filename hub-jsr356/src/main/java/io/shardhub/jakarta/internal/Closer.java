package io.shardhub.jakarta.internal;

import io.shardhub.log.NodeLog;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs what may block in a container: closes, aborts, and pings where they block. Uses virtual threads where the JDK has
 * them, else a small pool.
 *
 * <p>The queue needs no bound of its own: a connection has at most one ping or close, and one abort, in it.
 *
 * <p><b>Life cycle:</b> threads start when there is work and end after ten idle seconds; after {@link #close} at once. Work
 * that comes after {@code close} is still done, because a container may destroy a servlet before the application closes its
 * hub; nothing is left behind either way. What lingers is done at {@code close}, and without delay afterwards.
 */
public final class Closer implements AutoCloseable {

    private static final String NAME = "shardhub-closer-";
    private static final @Nullable ThreadFactory VIRTUAL = virtualThreads();

    private final NodeLog trouble;
    private final Executor executor;
    private final @Nullable ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Runnable> lingering = ConcurrentHashMap.newKeySet();
    private final Duration linger;

    /** A closer of a hub; its threads start with the first work. */
    public Closer(String node, int threads, Duration linger) {
        this(node, threads, linger, VIRTUAL);
    }

    Closer(String node, int threads, Duration linger, @Nullable ThreadFactory virtual) {
        this.trouble = new NodeLog(LoggerFactory.getLogger(Closer.class), node, System::nanoTime);
        this.linger = linger;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> daemon(work, NAME + "timer"));
        this.timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        this.timer.allowCoreThreadTimeOut(true);
        if (virtual != null) {
            this.pool = null;
            this.executor = work -> virtual.newThread(work).start();
        } else {
            AtomicInteger number = new AtomicInteger();
            this.pool = new ThreadPoolExecutor(
                    threads,
                    threads,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    work -> daemon(work, NAME + number.incrementAndGet()));
            this.pool.allowCoreThreadTimeOut(true);
            this.executor = this.pool;
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** How long a peer may take to end the connection by itself. */
    Duration linger() {
        return linger;
    }

    /** Runs {@code work} when a peer has had that time. Never blocks. */
    void runAfterLinger(Runnable work) {
        lingering.add(work);
        try {
            Future<?> unused = timer.schedule(() -> runLingering(work), linger.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // closed
            runLingering(work);
        }
    }

    private void runLingering(Runnable work) {
        if (lingering.remove(work)) {
            run(work);
        }
    }

    /** Runs {@code work} soon. Never blocks. */
    void run(Runnable work) {
        executor.execute(() -> guarded(work));
    }

    /** Runs {@code work} soon; cancelling the result with interruption reaches it wherever it blocks. Never blocks. */
    Future<?> runInterruptibly(Runnable work) {
        FutureTask<?> task = new FutureTask<>(() -> guarded(work), null);
        executor.execute(task);
        return task;
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            trouble.line(Level.ERROR, "container_work_failed").setCause(e).log("work for a container failed");
        }
    }

    /** Whether the deployment has ended. Any thread. */
    boolean isClosed() {
        return timer.isShutdown();
    }

    /** Lets idle threads go at once. Idempotent. */
    @Override
    public void close() {
        timer.shutdownNow();
        lingering.forEach(this::runLingering);
        if (pool != null) {
            pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
        }
    }

    /* Thread.ofVirtual().name(NAME, 1).factory(), by its names because the baseline is 17. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual));
            MethodHandle name =
                    lookup.findVirtual(virtual, "name", MethodType.methodType(virtual, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(name.invoke(ofVirtual.invoke(), NAME, 1L));
        } catch (Throwable absent) { // before 21, or a preview that is not enabled
            return null;
        }
    }
}
