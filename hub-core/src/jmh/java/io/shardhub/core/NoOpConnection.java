package io.shardhub.core;

import io.shardhub.CloseReason;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;

/** A connection that takes everything at once and only counts. Written by its shard, read when that has come to rest. */
public class NoOpConnection implements Connection {

    private long frames;

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        frames += outgoing.count();
        return WriteResult.SENT;
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        return WriteResult.SENT;
    }

    @Override
    public int batchLimit() {
        return 64;
    }

    @Override
    public void close(CloseReason reason) {}

    @Override
    public void abort() {}

    final long frames() {
        return frames;
    }
}
