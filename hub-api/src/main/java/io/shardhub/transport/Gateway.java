package io.shardhub.transport;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import java.util.Optional;

/** Where transports hand in connections. */
@AnyThread
public interface Gateway {

    /**
     * Asks, before a connection is upgraded, whether there is room for one more. A refusal counts as a refused connection, so ask
     * once for each. No promise is made: of many that ask at the same moment more may be told to come than there is room for, and
     * {@link #accept} closes those that are too many with 1013.
     *
     * @return why not; empty if there is room now
     */
    Optional<Refusal> refusal();

    /**
     * Takes in an upgraded connection. Never throws and never blocks: a connection that cannot be taken is closed with a
     * code that says why.
     *
     * @return where to report what the peer sends
     */
    Receiver accept(Connection connection, Identity identity);

    /** The largest text message in bytes of UTF-8; a transport refuses larger ones with 1009 as early as it can. */
    int maxMessageBytes();
}
