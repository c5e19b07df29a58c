package io.shardhub.contract;

import io.shardhub.transport.Connection;

/** A live connection with its peer. */
public interface Pair extends AutoCloseable {

    /** The connection under test. */
    Connection connection();

    /** The other end. */
    Peer peer();

    /** What the transport reported about the connection. */
    RecordingReceiver receiver();

    /** Frees everything, whatever state it is in; called after each test. */
    @Override
    void close();
}
