package io.shardhub.jakarta.internal;

import io.shardhub.auth.Identity;
import io.shardhub.transport.Receiver;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of one session that a container opens: hands the session to the hub, and what it hears to the receiver. */
public final class HubEndpoint extends Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(HubEndpoint.class);

    /** How long a refused peer may take to answer the close frame, where the container waits for it. */
    private static final long REFUSED_IDLE_MILLIS = 5_000;

    /** The chunks in which a container hands over messages that it need not put together. */
    private static final int PART_SIZE = 1_024;

    private final Binding binding;
    private final @Nullable Ticket held;

    private volatile @Nullable SessionConnection connection;

    /** An endpoint of an admitted peer. */
    HubEndpoint(Binding binding, Identity identity) {
        this.binding = binding;
        this.held = new Ticket.Admitted(identity);
    }

    /** An endpoint whose ticket comes with the session. */
    HubEndpoint(Binding binding) {
        this.binding = binding;
        this.held = null;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Container container = Container.of(session);
        SessionConnection opened = new SessionConnection(Pipes.bind(session, container), binding.closer());
        connection = opened;
        try {
            Ticket ticket = held != null ? held : TicketConfigurator.take(session);
            if (ticket instanceof Ticket.Refused refused) {
                container.tune(session);
                session.setMaxIdleTimeout(REFUSED_IDLE_MILLIS);
                opened.close(refused.reason());
            } else if (ticket instanceof Ticket.Admitted admitted) {
                container.prepare(session);
                accept(opened, session, admitted.identity());
            }
        } catch (RuntimeException e) { // the session is closed already
            LOG.debug("session could not be opened", e);
            opened.abort();
        }
    }

    private void accept(SessionConnection opened, Session session, Identity identity) {
        int maxBytes = binding.gateway().maxMessageBytes();
        boolean parts = Container.of(session).wantsParts();
        session.setMaxTextMessageBufferSize(parts ? PART_SIZE : maxBytes);
        session.setMaxBinaryMessageBufferSize(parts ? PART_SIZE : maxBytes);
        Receiver receiver = binding.gateway().accept(opened, identity);
        opened.opened(receiver);
        InboundText text = new InboundText(opened, receiver, maxBytes);
        InboundBinary binary = new InboundBinary(opened, receiver, maxBytes);
        if (parts) {
            session.addMessageHandler(String.class, text);
            session.addMessageHandler(ByteBuffer.class, binary);
        } else {
            session.addMessageHandler(String.class, text::whole);
            session.addMessageHandler(ByteBuffer.class, message -> binary.onMessage(message, true));
        }
        session.addMessageHandler(PongMessage.class, pong -> receiver.pong());
    }

    @Override
    public void onClose(Session session, jakarta.websocket.CloseReason reason) {
        SessionConnection closed = connection;
        if (closed != null) {
            closed.ended(Reasons.of(reason));
        }
    }

    /* Some containers go on to close the session with a code of their own, some leave it open and useless. */
    @Override
    public void onError(Session session, Throwable cause) {
        LOG.debug("session {} failed", session.getId(), cause);
        SessionConnection failed = connection;
        if (failed != null) {
            failed.failed(session::isOpen);
        }
    }
}
