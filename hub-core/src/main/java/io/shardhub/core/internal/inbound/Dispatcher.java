package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.HubListener;
import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.TopicRule;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.internal.door.Door;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import io.shardhub.options.HubOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.transport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all receptions of a hub share: handlers, listeners, the rule for topics, workers and counters. */
@AnyThread
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final HubOptions options;
    private final HubRuntime runtime;
    private final Measurements measurements;
    private final WireProtocol protocol;
    private final WorkerPool workers;
    private final Holds holds;
    private final HandlerRegistry handlers;
    private final Stays stays;
    private final RateLimit.Limits rates;
    private final Attendance.Rules attendance;
    private final Supplier<String> passes;
    private volatile List<HubListener> listeners = List.of();
    private final InboundTally tally = new InboundTally();
    private final Complaints complaints;
    private volatile TopicRule topicRule = TopicRule.DENY;
    private volatile MetricsDesk metricsDesk = new MetricsDesk(client -> false, () -> "null");

    /** Who may ask for measurements, and what they get: JSON. */
    record MetricsDesk(Predicate<Client> rule, Supplier<String> json) {}

    /** What of the hub a dispatcher needs; {@code publish} takes a topic and a message for it. */
    public record HubSide(
            Deadlines deadlines,
            Door door,
            Supplier<String> passes,
            BiFunction<String, Message, PublishResult> publish) {}

    /** A dispatcher whose workers do not run yet. */
    public Dispatcher(
            HubOptions options, HubRuntime runtime, WireProtocol protocol, Measurements measurements, HubSide hub) {
        this.measurements = measurements;
        this.options = options;
        this.runtime = runtime;
        this.complaints = new Complaints(runtime.nanoTime());
        this.protocol = protocol;
        this.workers = new WorkerPool(runtime, options.name(), options.inbound());
        this.holds = new Holds(runtime, options.inbound().credit());
        this.handlers = new HandlerRegistry(workers, options.inbound().handlerDeadline(), measurements);
        this.stays =
                new Stays(new Stay.Rules(options.auth().refreshGrace(), runtime, protocol, hub.deadlines), hub.door);
        this.rates = RateLimit.Limits.of(options.limits().rate());
        this.passes = hub.passes;
        this.attendance = Attendance.Rules.of(options.limits(), runtime, hub.deadlines);
        OwnHandlers.addTo(handlers, this, hub.publish);
        stays.addTo(handlers);
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
        return tally.snapshot(workers, holds);
    }

    /** Lets those clients ask for measurements for whom the rule holds. */
    public void allowMetrics(Predicate<Client> rule, Supplier<String> json) {
        metricsDesk = new MetricsDesk(rule, json);
    }

    /** What a client can come back with. */
    String newPass() {
        return passes.get();
    }

    MetricsDesk metricsDesk() {
        return metricsDesk;
    }

    /** How long the client has waited that waits longest for a thread. */
    public Duration oldestWait() {
        return Duration.ofNanos(workers.oldestNanos());
    }

    /** The messages that peers sent so far. */
    public long received() {
        return tally.receivedSoFar();
    }

    /** The receiving side of a new connection, whose credential is renewed by that authenticator. */
    public Reception newReception(Connection connection, Authenticator authenticator) {
        return new Reception(this, authenticator, connection.mayHoldReader());
    }

    HubOptions options() {
        return options;
    }

    WireProtocol protocol() {
        return protocol;
    }

    Holds holds() {
        return holds;
    }

    Measurements measurements() {
        return measurements;
    }

    Stays stays() {
        return stays;
    }

    RateLimit.Limits rates() {
        return rates;
    }

    Attendance.Rules attendance() {
        return attendance;
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
                tally.failedEvent();
                complain("a listener", client, e);
            }
        }
    }

    /** Runs the handler of one message; whatever goes wrong costs this message only. */
    void handle(Reception reception, Client client, Inbound inbound, HandlerRegistry.Registered registered) {
        if (!mayUse(registered, client)) {
            reception.fault(inbound.id(), Fault.FORBIDDEN, "messages of this type are not allowed to you");
            return;
        }
        Object data;
        try {
            data = protocol.fromData(inbound.data(), registered.dataType());
        } catch (ProtocolException e) {
            reception.fault(inbound.id(), e);
            return;
        } catch (Throwable e) { // the protocol may be the application's own
            reception.protocolFailed(inbound.id(), e);
            return;
        }
        ClientRequest request = new ClientRequest(protocol, client, inbound.type(), inbound.id(), data);
        try {
            registered.handler().handle(request);
            request.complete();
            tally.handled();
        } catch (ProtocolException e) { // a handler of the library's own found the peer at fault
            if (request.claim()) {
                reception.fault(inbound.id(), e);
            } else {
                tally.fault(Fault.of(e.code()));
            }
        } catch (Throwable e) { // an Error of one handler must not end a worker that serves everybody
            complain("the handler of " + inbound.type(), client, e);
            if (request.claim()) {
                reception.fault(inbound.id(), Fault.HANDLER_FAILED, "the server failed on this message");
            } else {
                tally.fault(Fault.HANDLER_FAILED);
            }
        }
    }

    /* A rule that fails allows nothing. */
    private boolean mayUse(HandlerRegistry.Registered registered, Client client) {
        try {
            return registered.options().access().allows(client);
        } catch (Throwable e) {
            complain("a rule", client, e);
            return false;
        }
    }

    /** Logs that foreign code failed; a peer that makes it fail over and over must not fill the disk. */
    void complain(String what, Client client, Throwable failure) {
        measurements.errors().failed(what, failure);
        if (complaints.isDue(runtime.nanoTime())) {
            Keys.line(LOG.atWarn(), "code_failed", options.name())
                    .addKeyValue(Keys.CLIENT, client.id())
                    .addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed())
                    .setCause(failure)
                    .log("hub {}: {} failed for {}", options.name(), what, client);
        } else {
            LOG.debug("hub {}: {} failed for {}", options.name(), what, client, failure);
        }
    }
}
