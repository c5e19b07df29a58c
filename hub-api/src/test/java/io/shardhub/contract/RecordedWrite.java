package io.shardhub.contract;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One write that a {@link RecordingConnection} was asked for: a text, several texts, or a ping. */
final class RecordedWrite {

    private final @Nullable Outgoing outgoing; // null for a ping
    private final long token;
    private final WriteListener listener;
    private final ByteBuffer bytes; // a copy, as they were when the write began

    RecordedWrite(@Nullable Outgoing outgoing, long token, WriteListener listener) {
        this.outgoing = outgoing;
        this.token = token;
        this.listener = listener;
        this.bytes = outgoing == null ? ByteBuffer.allocate(0) : copy(outgoing.bytes());
    }

    boolean isPing() {
        return outgoing == null;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (outgoing != null) {
            for (int i = 0; i < outgoing.count(); i++) {
                texts.add(outgoing.frame(i).text());
            }
        }
        return texts;
    }

    /** What is wrong with what it carries; empty if nothing is. */
    List<String> faults(int batchLimit) {
        List<String> faults = new ArrayList<>();
        if (outgoing != null && (outgoing.count() < 1 || outgoing.count() > batchLimit)) {
            faults.add(this + " carries " + outgoing.count() + " frames (expected: 1 to " + batchLimit + ")");
        }
        if (outgoing != null && !holdsTheFramesOf(outgoing)) {
            faults.add(this + " has bytes that are not those of its frames");
        }
        return faults;
    }

    /** Whether the bytes are no longer what they were when the write began. */
    boolean hasChanged() {
        return outgoing != null && !bytes.equals(outgoing.bytes());
    }

    /** Tells the listener. */
    void end(@Nullable Throwable failure) {
        listener.written(token, failure);
    }

    @Override
    public String toString() {
        return (outgoing == null ? "ping " : "write ") + token;
    }

    private boolean holdsTheFramesOf(Outgoing claimed) {
        int at = 0;
        for (int i = 0; i < claimed.count(); i++) {
            ByteBuffer frame = claimed.frame(i).bytes();
            int size = frame.remaining();
            if (size > bytes.limit() - at || !bytes.slice(at, size).equals(frame)) {
                return false;
            }
            at += size;
        }
        return at == bytes.limit() && at == claimed.size();
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    }
}
