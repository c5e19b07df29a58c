package io.shardhub.transport;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;

/** A client's place in a hub, seen from its connection: where the transport reports what it sees of the peer. */
@AnyThread
public interface Registration {

    /** The client. */
    Client client();

    /**
     * The peer was heard of: it is alive.
     *
     * @return when that was, in nanoseconds of the hub's clock
     */
    long heard();

    /** The connection has ended; the first report counts, later ones are ignored. */
    void closed(CloseReason reason);
}
