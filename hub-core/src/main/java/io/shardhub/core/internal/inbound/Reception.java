package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Execution;
import io.shardhub.HubListener;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.options.HubOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Registration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The receiving side of one connection: decodes, finds the handler, keeps the client's order, counts what is wrong. */
public final class Reception implements Receiver, ClientListener {

    /** One char takes at most this many bytes of UTF-8. */
    private static final int MAX_BYTES_PER_CHAR = 3;

    /** Faults that an honest peer runs into: a burst that is too quick, a wish that is not granted. They are no abuse. */
    private static final Set<String> HONEST = Set.of("busy", "forbidden");

    private final Dispatcher dispatcher;
    private final Inbox inbox;
    private final FaultLimit faults;
    private volatile @Nullable Registration registration;
    private boolean arrived; // shard thread
    private volatile List<HubListener> listeners = List.of();

    Reception(Dispatcher dispatcher) {
        HubOptions options = dispatcher.options();
        this.dispatcher = dispatcher;
        this.inbox = new Inbox(dispatcher.workers(), options.inbound().maxWaiting());
        this.faults = new FaultLimit(options.inbound().maxFaultsPerMinute(), dispatcher.nanoTime());
    }

    /** Ties the reception to its place in the hub; called before the transport reports anything. */
    public void bind(Registration place) {
        registration = place;
    }

    private Registration place() {
        return Objects.requireNonNull(registration, "not bound");
    }

    // ---- from the transport ----

    @Override
    public void text(String text) {
        if (!isHeard()) {
            return;
        }
        if (isTooBig(text)) {
            refuseSize();
            return;
        }
        try {
            dispatch(dispatcher.protocol().decode(text));
        } catch (ProtocolException e) {
            fault(e.id(), e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** Counts a message; false for one of a client that is being closed, to which nobody listens any more. */
    private boolean isHeard() {
        place().heard();
        dispatcher.tally().received();
        boolean open = place().client().isOpen();
        if (!open) {
            dispatcher.tally().fault("closed");
        }
        return open;
    }

    private boolean isTooBig(String text) {
        int max = dispatcher.options().inbound().maxMessageBytes();
        if (text.length() * (long) MAX_BYTES_PER_CHAR <= max) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < text.length() && bytes <= max; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : MAX_BYTES_PER_CHAR;
        }
        return bytes > max;
    }

    private void dispatch(Inbound inbound) {
        HandlerRegistry.Registered registered = dispatcher.handlers().find(inbound.type());
        if (registered == null) {
            fault(inbound.id(), "unknown_type", "type: " + shortened(inbound.type()) + " has no handler here");
            return;
        }
        Client client = place().client();
        Task task = new Task(
                registered.options().priority(), () -> dispatcher.handle(client, inbound, registered, this::fault));
        if (registered.options().execution() == Execution.INLINE && inbox.runInline(task)) {
            return;
        }
        if (!inbox.offer(task)) {
            fault(inbound.id(), "busy", "too many messages of yours wait to be handled");
        }
    }

    private static String shortened(String type) {
        return type.length() > 64 ? type.substring(0, 64) + "..." : type;
    }

    @Override
    public void binary(int size) {
        if (!isHeard()) {
            return;
        }
        fault(null, "binary", "a binary message of " + size + " bytes (expected: text)");
    }

    @Override
    public void tooBig() {
        if (isHeard()) {
            refuseSize();
        }
    }

    private void refuseSize() {
        dispatcher.tally().fault("too_big");
        place().client().close(CloseCode.TOO_BIG, "message too big");
    }

    @Override
    public void pong() {
        place().heard();
    }

    @Override
    public void closed(CloseReason reason) {
        if (reason.is(CloseCode.TOO_BIG) && place().client().isOpen()) { // else it was our own close
            dispatcher.tally().fault("too_big");
        }
        place().closed(reason);
    }

    private void fault(@Nullable String id, String code, String message) {
        dispatcher.tally().fault(code);
        Client client = place().client();
        if (!HONEST.contains(code) && faults.isExceededBy(dispatcher.nanoTime())) {
            client.close(CloseCode.POLICY, "too many bad messages");
        } else {
            client.send(dispatcher.protocol().error(id, code, message));
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
                "maxMessageBytes", options.inbound().maxMessageBytes());
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
        if (arrived && !listeners.isEmpty()) {
            inbox.offerLast(event(client, (listener, gone) -> listener.disconnected(gone, reason)));
        }
    }

    private Task event(Client client, BiConsumer<HubListener, Client> call) {
        return new Task(Priority.HIGH, () -> dispatcher.tell(listeners, client, call));
    }

    private record Task(Priority priority, Runnable body) implements Inbox.Task {
        @Override
        public void run() {
            body.run();
        }
    }
}
