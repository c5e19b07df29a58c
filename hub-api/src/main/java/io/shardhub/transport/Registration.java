package io.shardhub.transport;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;

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

    /**
     * The client has shown anew who it is: it has that identity from now on.
     *
     * @throws IllegalArgumentException if that is another user
     */
    void renewed(Identity identity);

    /** The connection has ended; the first report counts, later ones are ignored. */
    void closed(CloseReason reason);
}
