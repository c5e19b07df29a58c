package io.shardhub.core;

import io.shardhub.CloseReason;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.function.Consumer;

/** A connection whose peer answers a close at once, as healthy ones do. */
final class Answering implements Connection {

    private final RecordingConnection recording = new RecordingConnection();
    private volatile Consumer<CloseReason> answer = reason -> {};

    /** Where the answer to a close is reported. */
    void answersTo(Consumer<CloseReason> newAnswer) {
        answer = newAnswer;
    }

    /** What it has got. */
    RecordingConnection recording() {
        return recording;
    }

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        return recording.trySend(outgoing, token, listener);
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        return recording.tryPing(token, listener);
    }

    @Override
    public int batchLimit() {
        return recording.batchLimit();
    }

    @Override
    public void close(CloseReason reason) {
        recording.close(reason);
        answer.accept(reason);
    }

    @Override
    public void abort() {
        recording.abort();
    }
}
