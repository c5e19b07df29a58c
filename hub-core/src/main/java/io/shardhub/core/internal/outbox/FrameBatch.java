package io.shardhub.core.internal.outbox;

import io.shardhub.transport.Frame;
import io.shardhub.transport.Outgoing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several messages for one write: their frames in one buffer that is kept for the next batch, or one frame that carries them
 * all. On the heap: every write that stays pending keeps its own, and direct memory that runs out stops whoever asks for
 * more. Filled by its shard, not changed while it is written.
 */
final class FrameBatch implements Outgoing {

    private final List<Frame> frames = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocate(4_096);
    private @Nullable ByteBuffer filled;
    private int messages;
    private int size;
    private boolean shared;
    private boolean kept;

    void add(Frame frame) {
        frames.add(frame);
        messages++;
        size += frame.size();
    }

    /** Makes one frame of all: what the protocol makes of their texts. */
    void fold(Function<List<String>, String> protocol) {
        Frame folded =
                Frame.text(protocol.apply(frames.stream().map(Frame::text).toList()));
        frames.clear();
        frames.add(folded);
        size = folded.size();
    }

    /** Several clients get it: the bytes are made here, because their connections may want them at the same time. */
    void share() {
        shared = true;
        filled = fill();
    }

    boolean isShared() {
        return shared;
    }

    /** A client keeps it for longer than its drain. */
    void keep() {
        kept = true;
    }

    boolean isKept() {
        return kept;
    }

    void clear() {
        frames.clear();
        filled = null;
        messages = 0;
        size = 0;
        shared = false;
        kept = false;
    }

    /** How many messages: more than frames if one frame carries them all. */
    int messages() {
        return messages;
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
        if (frames.size() == 1) {
            return frames.get(0).bytes();
        }
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
