package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much is read of a peer that was closed for what it sent: enough to find its answer behind what was on its way, so that its
 * socket ends at once. Whoever sends more is read no more, where the container can do that, and cut when it has had its time to linger:
 * to read and throw away what it sends would cost more than all that was needed to close it.
 *
 * <p><b>Threading:</b> the thread that reads.
 */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    /** Messages, or parts of them, that are read after the close. */
    private static final int LIMIT = 16;

    private final Session session;
    private final Container container;
    private final BooleanSupplier closedForAbuse;

    private int spent;

    Patience(Session session, Container container, BooleanSupplier closedForAbuse) {
        this.session = session;
        this.container = container;
        this.closedForAbuse = closedForAbuse;
    }

    /** The peer has sent something. */
    void spend() {
        if (closedForAbuse.getAsBoolean() && ++spent == LIMIT) {
            try {
                container.stopReading(Container.actual(session));
            } catch (ReflectiveOperationException | RuntimeException e) { // it is read until it is cut
                LOG.debug("session {} is still read", session.getId(), e);
            }
        }
    }
}
