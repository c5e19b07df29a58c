package io.shardhub.jakarta;

import io.shardhub.contract.Pair;
import io.shardhub.contract.RecordingReceiver;
import io.shardhub.transport.Connection;
import java.io.IOException;

/** A session of a real container with its peer, for the conformance suite. */
record LivePair(TestGateway.Accepted accepted, ReadingPeer peer) implements Pair {

    /** Opens one; one thread at a time. */
    static LivePair open(TestServer server, TestGateway gateway) throws IOException {
        int index = gateway.accepted().size();
        ReadingPeer peer = ReadingPeer.open(server.port(), "/ws?user=7");
        return new LivePair(gateway.get(index), peer);
    }

    @Override
    public Connection connection() {
        return accepted.connection();
    }

    @Override
    public RecordingReceiver receiver() {
        return accepted.receiver();
    }

    @Override
    public void close() {
        connection().abort();
        peer.vanish();
    }
}
