package io.shardhub.core.internal.outbox;

import io.shardhub.transport.Frame;
import io.shardhub.transport.Outgoing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several frames for one write, in one buffer that is kept for the next batch. On the heap: every write that stays pending
 * keeps its own, and direct memory that runs out stops whoever asks for more. Owner only.
 */
final class FrameBatch implements Outgoing {

    private final List<Frame> frames = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocate(4_096);
    private @Nullable ByteBuffer filled;
    private int size;

    void add(Frame frame) {
        frames.add(frame);
        size += frame.size();
    }

    void clear() {
        frames.clear();
        filled = null;
        size = 0;
    }

    @Override
    public int count() {
        return frames.size();
    }

    @Override
    public Frame frame(int index) {
        return frames.get(index);
    }

    @Override
    public ByteBuffer bytes() {
        ByteBuffer bytes = filled;
        if (bytes == null) {
            bytes = fill();
            filled = bytes;
        }
        return bytes.duplicate();
    }

    @Override
    public int size() {
        return size;
    }

    private ByteBuffer fill() {
        if (buffer.capacity() < size) {
            buffer = ByteBuffer.allocate(Integer.highestOneBit(size - 1) << 1);
        }
        buffer.clear();
        for (Frame frame : frames) {
            frame.copyTo(buffer);
        }
        return buffer.flip().asReadOnlyBuffer();
    }
}
