package io.shardhub.core.internal.inbound;

import io.shardhub.HandlerOptions;
import io.shardhub.MessageHandler;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.metrics.LatencyMeter;
import io.shardhub.core.internal.metrics.Measurements;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Handlers by message type. */
@AnyThread
public final class HandlerRegistry {

    private static final String RESERVED = "hub.";

    private final ConcurrentHashMap<String, Registered> handlers = new ConcurrentHashMap<>();

    private final WorkerPool workers;
    private final Duration hubDeadline;
    private final Measurements measurements;

    /** No handlers yet, for those workers; handlers without a deadline of their own have that of the hub. */
    HandlerRegistry(WorkerPool workers, Duration hubDeadline, Measurements measurements) {
        this.measurements = measurements;
        this.workers = workers;
        this.hubDeadline = hubDeadline;
    }

    /** A handler, what its data is mapped to, how it runs, and what times it. */
    record Registered(
            MessageHandler<Object> handler,
            Type dataType,
            HandlerOptions options,
            long deadlineNanos,
            @Nullable LatencyMeter meter) {}

    /** Adds an application's handler; each type has one, and types that begin with {@code hub.} are the library's own. */
    public <T> void add(String type, Class<T> dataType, HandlerOptions options, MessageHandler<T> handler) {
        if (type.isEmpty() || type.startsWith(RESERVED)) {
            throw new IllegalArgumentException(
                    "type: '" + type + "' (expected: not empty and not beginning with " + RESERVED + ")");
        }
        put(type, dataType, options, handler);
    }

    /** Adds a handler of the library's own. */
    <T> void addOwn(String type, Class<T> dataType, MessageHandler<T> handler) {
        put(RESERVED + type, dataType, HandlerOptions.defaults(), handler);
    }

    @SuppressWarnings("unchecked") // data is mapped to dataType before the handler sees it
    private <T> void put(String type, Class<T> dataType, HandlerOptions options, MessageHandler<T> handler) {
        workers.check(options);
        Duration own = options.deadline();
        long deadlineNanos = (own == null ? hubDeadline : own).toNanos();
        Registered added = new Registered(
                (MessageHandler<Object>) handler, dataType, options, deadlineNanos, measurements.handlerOf(type));
        if (handlers.putIfAbsent(type, added) != null) {
            throw new IllegalStateException("type: '" + type + "' has a handler already");
        }
        workers.watch().expect(deadlineNanos);
    }

    @Nullable
    Registered find(String type) {
        return handlers.get(type);
    }
}
