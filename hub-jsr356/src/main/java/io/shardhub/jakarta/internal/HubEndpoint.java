package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Receiver;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of one session that a container opens: hands the session to the hub, and what it hears to the receiver. */
public final class HubEndpoint extends Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(HubEndpoint.class);

    private final Binding binding;
    private final @Nullable Identity identity; // null: it comes with the session
    private final Consumer<Session> onEnd;

    private volatile @Nullable SessionConnection connection; // null: the session was refused

    /** An endpoint of an admitted peer. */
    HubEndpoint(Binding binding, Identity identity) {
        this.binding = binding;
        this.identity = identity;
        this.onEnd = session -> {};
    }

    /** An endpoint whose ticket comes with the session; {@code onEnd} hears of the session's end. */
    HubEndpoint(Binding binding, Consumer<Session> onEnd) {
        this.binding = binding;
        this.identity = null;
        this.onEnd = onEnd;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        if (!session.isOpen()) { // its server stops; some containers would not report its end
            return;
        }
        Container container = Container.of(session);
        container.tune(session, binding.closer().linger());
        Ticket ticket = identity != null ? new Ticket.Admitted(identity) : TicketConfigurator.take(session);
        if (ticket instanceof Ticket.Refused refused) {
            refuse(session, container, refused.reason());
        } else if (ticket instanceof Ticket.Admitted admitted) {
            SessionConnection opened = new SessionConnection(
                    binding.pipes().bind(session, container),
                    binding.closer(),
                    container.mayHoldReader(),
                    surprise -> binding.pipes().distrust(container, surprise));
            connection = opened;
            try {
                session.setMaxIdleTimeout(container.idleOff());
                accept(opened, session, container, admitted.identity());
                if (binding.closer().isClosed()) { // the container has closed, or forgets, those that it knew
                    opened.close(RefusalCause.NOT_RUNNING.reason());
                }
            } catch (RuntimeException e) { // the session is closed already
                LOG.debug("session {} could not be opened", session.getId(), e);
                opened.abort();
            }
        }
    }

    /* On this thread, so that the container reads nothing of the peer before. */
    private void refuse(Session session, Container container, CloseReason reason) {
        Pipe pipe = new StandardPipe(session, container);
        try {
            pipe.close(reason);
        } catch (IOException | RuntimeException e) { // the session is closed already
            LOG.debug("session {} could not be refused", session.getId(), e);
        }
        binding.closer().runAfterLinger(() -> {
            try {
                pipe.abort();
            } catch (IOException e) {
                LOG.debug("session {} could not be cut", session.getId(), e);
            }
        });
    }

    private void accept(SessionConnection opened, Session session, Container container, Identity admitted) {
        int maxBytes = binding.gateway().maxMessageBytes();
        int buffer = container.inboundBuffer(maxBytes);
        session.setMaxTextMessageBufferSize(buffer);
        session.setMaxBinaryMessageBufferSize(buffer);
        Receiver receiver = binding.gateway().accept(opened, admitted, binding.authenticator());
        opened.opened(receiver);
        Patience patience = new Patience(session, container, opened::isClosedForAbuse);
        session.addMessageHandler(String.class, new InboundText(receiver, patience, maxBytes));
        session.addMessageHandler(ByteBuffer.class, new InboundBinary(receiver, patience, maxBytes));
        session.addMessageHandler(PongMessage.class, pong -> receiver.pong());
    }

    @Override
    public void onClose(Session session, jakarta.websocket.CloseReason reason) {
        onEnd.accept(session);
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
