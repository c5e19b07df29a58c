package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.HubListener;
import io.shardhub.TopicRule;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.InboundSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all receptions of a hub share: handlers, listeners, the rule for topics, workers and counters. */
@AnyThread
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final long COMPLAINT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final HubOptions options;
    private final HubRuntime runtime;
    private final WireProtocol protocol;
    private final HandlerRegistry handlers = new HandlerRegistry();
    private volatile List<HubListener> listeners = List.of();
    private final WorkerPool workers;
    private final InboundTally tally = new InboundTally();
    private final AtomicLong complainAt;
    private volatile TopicRule topicRule = TopicRule.DENY;

    /** A dispatcher whose workers do not run yet. */
    public Dispatcher(HubOptions options, HubRuntime runtime, WireProtocol protocol) {
        this.options = options;
        this.runtime = runtime;
        this.complainAt = new AtomicLong(runtime.nanoTime());
        this.protocol = protocol;
        this.workers = new WorkerPool(runtime, options.name(), options.inbound().workers());
        OwnHandlers.addTo(handlers, this);
    }

    /** The handlers by type. */
    public HandlerRegistry handlers() {
        return handlers;
    }

    /** The workers that run handlers. */
    public WorkerPool workers() {
        return workers;
    }

    /** Adds a listener, for clients that arrive from now on. */
    public synchronized void listen(HubListener listener) {
        List<HubListener> more = new ArrayList<>(listeners);
        more.add(listener);
        listeners = List.copyOf(more);
    }

    /** Sets who may subscribe to what by its own wish. */
    public void allowTopics(TopicRule rule) {
        topicRule = rule;
    }

    /** What peers sent so far. */
    public InboundSnapshot snapshot() {
        return tally.snapshot();
    }

    /** The receiving side of one new connection. */
    public Reception newReception() {
        return new Reception(this);
    }

    HubOptions options() {
        return options;
    }

    WireProtocol protocol() {
        return protocol;
    }

    InboundTally tally() {
        return tally;
    }

    TopicRule topicRule() {
        return topicRule;
    }

    /** The listeners of a client that arrives now; they hear of its departure, too. */
    List<HubListener> listeners() {
        return listeners;
    }

    long nanoTime() {
        return runtime.nanoTime();
    }

    /** Tells those listeners; one that throws does not keep it from the others. */
    void tell(List<HubListener> told, Client client, BiConsumer<HubListener, Client> event) {
        for (HubListener listener : told) {
            try {
                event.accept(listener, client);
            } catch (Throwable e) {
                tally.fault("listener_failed");
                LOG.warn("hub {}: a listener failed for {}", options.name(), client, e);
            }
        }
    }

    /** Counts a fault of the peer and answers it. */
    @FunctionalInterface
    interface FaultReport {
        void fault(@Nullable String id, String code, String message);
    }

    /** Runs a handler for one message; whatever goes wrong costs this message only. */
    void handle(Client client, Inbound inbound, HandlerRegistry.Registered registered, FaultReport report) {
        Object data;
        try {
            data = protocol.fromData(inbound.data(), registered.dataType());
        } catch (ProtocolException e) {
            report.fault(inbound.id(), e.code(), String.valueOf(e.getMessage()));
            return;
        }
        ClientRequest request = new ClientRequest(protocol, client, inbound.type(), inbound.id(), data);
        try {
            registered.handler().handle(request);
            request.complete();
            tally.handled();
        } catch (ProtocolException e) { // a handler of the library's own found the peer at fault
            if (request.claim()) {
                report.fault(inbound.id(), e.code(), String.valueOf(e.getMessage()));
            }
        } catch (Throwable e) { // an Error of one handler must not end a worker that serves everybody
            tally.fault("handler_failed");
            complain(client, inbound.type(), e);
            request.abandon("handler_failed", "the server failed on this message");
        }
    }

    /* A peer that makes a handler fail over and over must not fill the disk: a few complaints a second, the rest is counted. */
    private void complain(Client client, String type, Throwable failure) {
        long now = runtime.nanoTime();
        long due = complainAt.get();
        if (now - due >= 0 && complainAt.compareAndSet(due, now + COMPLAINT_NANOS)) {
            LOG.warn("hub {}: the handler of {} failed for {}", options.name(), type, client, failure);
        } else {
            LOG.debug("hub {}: the handler of {} failed for {}", options.name(), type, client, failure);
        }
    }
}
