package io.shardhub.core;

import io.shardhub.Client;
import io.shardhub.HandlerOptions;
import io.shardhub.HubListener;
import io.shardhub.Message;
import io.shardhub.MessageHandler;
import io.shardhub.PublishResult;
import io.shardhub.RawJson;
import io.shardhub.TopicRule;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.cluster.Cluster;
import io.shardhub.core.internal.admission.Passes;
import io.shardhub.core.internal.inbound.Dispatcher;
import io.shardhub.core.internal.inbound.Reception;
import io.shardhub.monitor.ConnectionPage;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.monitor.Monitored;
import io.shardhub.options.HubOptions;
import io.shardhub.snapshot.HubHealth;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Gateway;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Refusal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds: a hub that sends, handlers for what comes in, and the gateway for transports.
 *
 * <p><b>Threading:</b> every method may be called from any thread; all but {@link #close} never block. Handlers and
 * listeners may be added at any time; best before {@link #start}, so that no message comes too early.
 */
@AnyThread
public final class Manager implements Gateway, Monitored, AutoCloseable {

    private static final Authenticator NOTHING_RENEWED = handshake -> Decision.refuse(401, "not asked");

    private final HubOptions options;
    private final ShardedHub hub;
    private final Passes passes;
    private final Dispatcher dispatcher;

    private Manager(HubOptions options, HubParts parts) {
        this.options = options;
        this.hub = new ShardedHub(options, parts);
        this.passes = new Passes(parts.passKey(), parts.runtime());
        this.dispatcher = new Dispatcher(
                options,
                parts.runtime(),
                parts.protocol(),
                hub.view().measurements(),
                new Dispatcher.HubSide(hub.deadlines(), hub.door(), passes::issue, hub::publish));
        hub.view().inbound(dispatcher::received, dispatcher::oldestWait);
        hub.finishFirst(dispatcher.workers()::finish);
    }

    /** A manager with the default parts, not yet started. */
    public static Manager create(HubOptions options) {
        return create(options, HubParts.defaults());
    }

    /** A manager with a strategy, a protocol or a runtime of your own, not yet started. */
    public static Manager create(HubOptions options, HubParts parts) {
        return new Manager(
                options,
                parts.withProtocol(parts.protocol().within(options.limits().shape())));
    }

    /**
     * Handles messages of a type on the worker pool.
     *
     * @param type any name that does not begin with {@code hub.}; each has one handler
     * @param dataType what the data of the message is mapped to; a client whose data does not fit gets {@code bad_data}. {@link RawJson}
     *     leaves it as it is
     */
    public <T> Manager on(String type, Class<T> dataType, MessageHandler<T> handler) {
        return on(type, dataType, HandlerOptions.defaults(), handler);
    }

    /**
     * Handles messages of a type with a priority, on a thread, or with a deadline of your choice. Refuses {@link
     * io.shardhub.Execution#VIRTUAL} on a JDK without virtual threads.
     */
    public <T> Manager on(String type, Class<T> dataType, HandlerOptions handling, MessageHandler<T> handler) {
        dispatcher.handlers().add(type, dataType, handling, handler);
        return this;
    }

    /** Tells a listener of clients that arrive from now on. */
    public Manager listen(HubListener listener) {
        dispatcher.listen(listener);
        return this;
    }

    /**
     * Lets clients subscribe and publish by their own wish to the topics that the rule allows; without a rule, to none. See {@link
     * io.shardhub.TopicRules}.
     */
    public Manager allowTopics(TopicRule rule) {
        dispatcher.allowTopics(rule);
        return this;
    }

    /** Lets clients ask for the measurements of the hub, with {@code hub.metrics}, for whom the rule holds; without one, nobody. */
    public Manager allowMetrics(Predicate<Client> rule) {
        dispatcher.allowMetrics(rule, () -> MonitorJson.of(metrics()));
        return this;
    }

    /** Starts the threads; connections are accepted from now on. */
    public Manager start() {
        hub.start(); // refuses a second time
        dispatcher.workers().start();
        return this;
    }

    @Override
    public String name() {
        return options.name();
    }

    /** The hub. */
    public ShardedHub hub() {
        return hub;
    }

    /** A message whose data is mapped by the protocol; encoded once, however many clients get it. */
    public Message message(String type, @Nullable Object data) {
        return hub.message(type, data);
    }

    /** Sends to every client, with normal priority. */
    public PublishResult broadcast(String type, @Nullable Object data) {
        return hub.broadcast(message(type, data));
    }

    /** Sends to every client of a user, with normal priority. */
    public PublishResult sendToUser(String userId, String type, @Nullable Object data) {
        return hub.sendToUser(userId, message(type, data));
    }

    /** Sends to every client that is subscribed to a topic, with normal priority. */
    public PublishResult publish(String topic, String type, @Nullable Object data) {
        return hub.publish(topic, message(type, data));
    }

    /** The cluster that the hub is a node of; of this node alone if it was given no bus. */
    public Cluster cluster() {
        return hub.cluster();
    }

    /** Measurements of the hub. */
    public HubSnapshot snapshot() {
        return hub.snapshot();
    }

    /** Measurements of what clients sent. */
    public InboundSnapshot inbound() {
        return dispatcher.snapshot();
    }

    @Override
    public HubHealth health() {
        return hub.view().health();
    }

    @Override
    public MetricsSnapshot metrics() {
        return hub.view().metrics(dispatcher.snapshot());
    }

    @Override
    public ConnectionPage connections(ConnectionQuery query) {
        return hub.view().connections(query);
    }

    @Override
    public Optional<Refusal> refusal() {
        return hub.refusal();
    }

    @Override
    public Optional<Refusal> refusal(Handshake handshake) {
        return hub.door().refusal(handshake.remoteAddress(), isReturning(handshake));
    }

    @Override
    public boolean isReturning(Handshake handshake) {
        return handshake.parameter(PASS).filter(passes::isValid).isPresent();
    }

    @Override
    public Optional<Refusal> refusal(Identity identity) {
        return hub.door().refusal(identity);
    }

    @Override
    public void refused(RefusalCause cause) {
        hub.door().count(cause);
    }

    @Override
    public Receiver accept(Connection connection, Identity identity) {
        return accept(connection, identity, NOTHING_RENEWED);
    }

    @Override
    public Receiver accept(Connection connection, Identity identity, Authenticator authenticator) {
        Reception reception = dispatcher.newReception(connection, authenticator);
        reception.bind(hub.register(connection, identity, reception, reception.standIn()));
        return reception;
    }

    @Override
    public int maxMessageBytes() {
        return options.inbound().maxMessageBytes();
    }

    /**
     * Takes no more connections and messages, and lets the handlers that run or wait come to their end, wherever they run, for
     * at most the drain limit of the options and half of that of the shutdown: what they answer and publish until then is delivered.
     * No handler begins after that: of a message that was accepted, the handler has ended before clients are closed, or runs past the limit, or the
     * message is counted as {@code given_up}; what peers send from now on is counted as {@code closed}. Then closes the hub as {@link ShardedHub#close} says, tells listeners of
     * the departures meanwhile and for at most the drain limit afterwards, and ends the workers. A client whose handler still runs
     * even then is not reported as disconnected. Closing {@link #hub} waits for the handlers, too.
     * Idempotent; must not be called from a handler.
     */
    @Override
    public void close() {
        hub.close();
        dispatcher.workers().drainAndStop(options.closing().drain().toNanos(), TimeUnit.SECONDS.toNanos(1));
    }
}
