package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Execution;
import io.shardhub.HubListener;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.internal.metrics.LatencyMeter;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.options.HubOptions;
import io.shardhub.options.InboundOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Registration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The receiving side of one connection: decodes, finds the handler, keeps the client's order, counts what is wrong. */
public final class Reception implements Receiver, ClientListener {

    private final Dispatcher dispatcher;
    private final Authenticator authenticator;
    private final Inbox inbox;
    private final FaultLimit faults;
    private final FaultLimit refusals;
    private final RateLimit rates; // thread that reads
    private final boolean mayHold;
    private boolean heldInVain; // thread that reads
    private volatile @Nullable Registration registration;
    private volatile @Nullable Attendance attendance; // null if the client may be silent
    private boolean arrived; // shard thread
    private volatile boolean gone; // set by the shard thread, perhaps before it is bound
    private volatile List<HubListener> listeners = List.of();

    Reception(Dispatcher dispatcher, Authenticator authenticator, boolean mayHold) {
        InboundOptions options = dispatcher.options().inbound();
        this.dispatcher = dispatcher;
        this.authenticator = authenticator;
        this.mayHold = mayHold;
        this.inbox = new Inbox(dispatcher.workers(), options.credit());
        this.faults = new FaultLimit(options.maxFaultsPerMinute(), dispatcher.nanoTime());
        this.refusals = new FaultLimit(options.credit().maxRefusedPerMinute(), dispatcher.nanoTime());
        this.rates = new RateLimit(dispatcher.rates(), dispatcher.nanoTime());
    }

    /** Ties the reception to its place in the hub; called before the transport reports anything. */
    public void bind(Registration place) {
        registration = place;
        attendance = Attendance.begin(place.client(), dispatcher.attendance());
        dispatcher.stays().begin(place, authenticator);
        if (gone) { // its shard was quicker, and found nothing to end
            end(place.client());
        }
    }

    /** Who may deliver to the client in its shard's place. */
    public StandIn standIn() {
        return inbox.standIn();
    }

    private void end(Client client) {
        Attendance present = attendance;
        if (present != null) {
            present.end();
        }
        dispatcher.stays().end(client);
    }

    private Registration place() {
        return Objects.requireNonNull(registration, "not bound");
    }

    // ---- from the transport ----

    @Override
    public void text(String text) {
        long now = place().heard();
        if (!isTaken()) {
            return;
        }
        long bytes = Utf8.length(text);
        dispatcher.measurements().received(bytes);
        if (bytes > dispatcher.options().inbound().maxMessageBytes()) {
            refuseSize();
            return;
        }
        if (!isWithinRate((int) bytes, now)) {
            return;
        }
        Inbound inbound;
        HandlerRegistry.Registered registered;
        try {
            inbound = dispatcher.protocol().decode(text);
            registered = dispatcher.handlers().find(inbound.type());
        } catch (ProtocolException e) {
            fault(e.id(), e);
            return;
        } catch (Throwable e) { // the protocol may be the application's own
            protocolFailed(null, e);
            return;
        }
        if (registered == null) {
            String type = shortened(inbound.type());
            fault(inbound.id(), Fault.UNKNOWN_TYPE, "type: " + type + " has no handler here");
        } else {
            dispatch(new MessageTask(place().client(), inbound, registered, (int) bytes), now);
        }
    }

    /** Counts a message; false if its client or the hub is being closed: nobody listens any more. */
    private boolean isTaken() {
        dispatcher.tally().received();
        boolean open = place().client().isOpen() && dispatcher.workers().isOpen();
        if (!open) {
            dispatcher.tally().fault(Fault.CLOSED);
        }
        return open;
    }

    private boolean isWithinRate(int bytes, long now) {
        Attendance present = attendance;
        if (present != null) {
            present.spoke(now);
        }
        RateLimit.Verdict verdict = rates.take(bytes, now);
        switch (verdict) {
            case PASSES -> {}
            case WARNED -> fault(null, Fault.RATE_LIMITED, "too much at once: what you send is not handled now");
            case REFUSED -> dispatcher.tally().fault(Fault.RATE_LIMITED);
            case TOO_MUCH -> {
                dispatcher.tally().fault(Fault.RATE_LIMITED);
                place().client().close(CloseCode.RATE_LIMITED, "too many messages or bytes");
            }
        }
        return verdict == RateLimit.Verdict.PASSES;
    }

    private void dispatch(MessageTask task, long now) {
        Inbox.Entry entry = inbox.offer(task, now);
        if (entry == Inbox.Entry.FULL && mayHold && !heldInVain) {
            heldInVain = !dispatcher.holds().hold(inbox.room(task));
            entry = task.client.isOpen() ? inbox.offer(task, dispatcher.nanoTime()) : Inbox.Entry.OVER;
        }
        switch (entry) {
            case TAKEN -> heldInVain = false;
            case FULL -> refuse(task);
            case HUB_FULL -> fault(task.inbound.id(), Fault.HUB_BUSY, "too much waits to be handled");
            case OVER -> dispatcher.tally().fault(Fault.CLOSED);
        }
    }

    private void refuse(MessageTask task) {
        if (refusals.isExceededBy(dispatcher.nanoTime())) {
            dispatcher.tally().fault(Fault.BUSY);
            task.client.close(CloseCode.RATE_LIMITED, "too much of yours waits to be handled");
        } else {
            fault(task.inbound.id(), Fault.BUSY, "too much of yours waits to be handled");
        }
    }

    private static String shortened(String type) {
        return type.length() > 64 ? type.substring(0, 64) + "..." : type;
    }

    @Override
    public void binary(int size) {
        long now = place().heard();
        if (!isTaken() || !isWithinRate(size, now)) {
            return;
        }
        dispatcher.measurements().received(size);
        fault(null, Fault.BINARY, "a binary message of " + size + " bytes (expected: text)");
    }

    @Override
    public void tooBig() {
        place().heard();
        if (isTaken()) {
            refuseSize();
        }
    }

    private void refuseSize() {
        dispatcher.tally().fault(Fault.TOO_BIG);
        place().client().close(CloseCode.TOO_BIG, "message too big");
    }

    @Override
    public void pong() {
        place().heard();
    }

    @Override
    public void closed(CloseReason reason) {
        if (reason.is(CloseCode.TOO_BIG) && place().client().isOpen()) { // else it was our own close
            dispatcher.tally().received();
            dispatcher.tally().fault(Fault.TOO_BIG);
        }
        place().closed(reason);
    }

    /** A message is not handled, as the protocol or a handler of the library's own found. */
    void fault(@Nullable String id, ProtocolException e) {
        fault(id, Fault.of(e.code()), e.code(), String.valueOf(e.getMessage()));
    }

    /** A message is not handled. */
    void fault(@Nullable String id, Fault fault, String message) {
        fault(id, fault, fault.code(), message);
    }

    /** A message is not handled because the protocol threw what it must not. */
    void protocolFailed(@Nullable String id, Throwable failure) {
        dispatcher.complain("the protocol", place().client(), failure);
        fault(id, Fault.PROTOCOL_FAILED, "the server failed on this message");
    }

    private void fault(@Nullable String id, Fault fault, String code, String message) {
        dispatcher.tally().fault(fault);
        Client client = place().client();
        if (fault.isAbuse() && faults.isExceededBy(dispatcher.nanoTime())) {
            client.close(CloseCode.POLICY, "too many bad messages");
            return;
        }
        try {
            client.send(dispatcher.protocol().error(id, code, message));
        } catch (Throwable e) { // it is counted, if not answered
            dispatcher.complain("the protocol", client, e);
        }
    }

    // ---- from the hub ----

    @Override
    public Message greeting(Client client) {
        HubOptions options = dispatcher.options();
        Map<String, Object> welcome = Map.of(
                "client", client.id(),
                "node", options.name(),
                "pingIntervalMs", options.liveness().pingInterval().toMillis(),
                "maxMessageBytes", options.inbound().maxMessageBytes(),
                "pass", dispatcher.newPass());
        return Message.of("hub.welcome", dispatcher.protocol().toData(welcome)).withPriority(Priority.CRITICAL);
    }

    @Override
    public void registered(Client client) {
        arrived = true;
        listeners = dispatcher.listeners();
        inbox.open(listeners.isEmpty() ? null : event(client, HubListener::connected));
    }

    @Override
    public void closed(Client client, CloseReason reason) {
        gone = true;
        end(client);
        if (!arrived) {
            inbox.discard(Fault.CLOSED);
            return;
        }
        if (!listeners.isEmpty()) {
            inbox.offerLast(event(client, (listener, left) -> listener.disconnected(left, reason)));
        }
    }

    private Task event(Client client, BiConsumer<HubListener, Client> call) {
        return new EventTask(client, call);
    }

    /** A message on its way to its handler. */
    private final class MessageTask extends Task {

        private final Client client;
        private final Inbound inbound;
        private final HandlerRegistry.Registered registered;
        private final int bytes;

        MessageTask(Client client, Inbound inbound, HandlerRegistry.Registered registered, int bytes) {
            super(registered.options().priority(), registered.options().execution(), registered.deadlineNanos());
            this.client = client;
            this.inbound = inbound;
            this.registered = registered;
            this.bytes = bytes;
        }

        @Override
        void run() {
            dispatcher.handle(Reception.this, client, inbound, registered);
        }

        @Override
        void ran(long nanos) {
            LatencyMeter meter = registered.meter();
            if (meter != null) {
                meter.record(nanos);
            }
        }

        @Override
        boolean isMessage() {
            return true;
        }

        @Override
        int bytes() {
            return bytes;
        }

        @Override
        void drop(Fault cause) {
            dispatcher.tally().fault(cause);
        }

        @Override
        public String toString() {
            return "the handler of " + inbound.type() + " for " + client;
        }
    }

    /** Listeners are told of the client. */
    private final class EventTask extends Task {

        private final Client client;
        private final BiConsumer<HubListener, Client> call;

        EventTask(Client client, BiConsumer<HubListener, Client> call) {
            super(
                    Priority.HIGH,
                    Execution.POOL,
                    dispatcher.options().inbound().handlerDeadline().toNanos());
            this.client = client;
            this.call = call;
        }

        @Override
        void run() {
            dispatcher.tell(listeners, client, call);
        }

        @Override
        boolean isMessage() {
            return false;
        }

        @Override
        int bytes() {
            return 0;
        }

        @Override
        void drop(Fault cause) {
            // listeners that never heard of a client need not hear that it is gone, and those of a hub that has ended
            // cannot
        }

        @Override
        public String toString() {
            return "a listener for " + client;
        }
    }
}
