package io.shardhub.contract;

import io.shardhub.transport.Frame;
import io.shardhub.transport.Outgoing;
import java.nio.ByteBuffer;
import java.util.List;

/** Several frames in one write, in a buffer that is overwritten once the write has ended, as a shard does. */
final class Batch implements Outgoing {

    private final List<Frame> frames;
    private final ByteBuffer buffer;

    private Batch(List<Frame> frames, ByteBuffer buffer) {
        this.frames = frames;
        this.buffer = buffer;
    }

    /** A batch of those texts. */
    static Batch of(List<String> texts) {
        List<Frame> frames = texts.stream().map(Frame::text).toList();
        ByteBuffer buffer =
                ByteBuffer.allocate(frames.stream().mapToInt(Frame::size).sum());
        frames.forEach(frame -> frame.copyTo(buffer));
        return new Batch(frames, buffer.flip());
    }

    /** Overwrites the bytes, which a connection must not look at any more. */
    void spoil() {
        for (int i = 0; i < buffer.limit(); i++) {
            buffer.put(i, (byte) 0xFF);
        }
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
        return buffer.asReadOnlyBuffer();
    }

    @Override
    public int size() {
        return buffer.limit();
    }
}
