package io.shardhub.examples.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection, and what is known of it. */
final class Peer {

    /** How far it is. */
    enum State {
        CONNECTING,
        UPGRADING,
        OPEN,
        ENDED
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final int index;
    final boolean slow;
    final Handshake handshake;
    final FrameReader reader = new FrameReader();
    State state = State.CONNECTING;

    @Nullable
    SelectionKey key; // null: there is no socket

    // The books: what is sent to it is numbered from 0.
    final Sequence sequence = new Sequence();
    boolean counted;
    boolean cut; // the server ended it before its time
    int sent; // by it, where everybody hears himself only
    int underWay; // of those
    int firstMeasured;
    int got; // of the measured, each once

    private ByteBuffer out = NOTHING; // ready to be filled

    Peer(int index, boolean slow, Handshake handshake) {
        this.index = index;
        this.slow = slow;
        this.handshake = handshake;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean reads() {
        return state == State.OPEN && !slow;
    }

    /** Gives a buffer with room for so many bytes more; {@link #flush} sends what is put there. */
    ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer wider = ByteBuffer.allocate(Math.max(2 * out.position(), out.position() + bytes));
            out = wider.put(out.flip());
        }
        return out;
    }

    /** Writes what the socket takes; the selector tells when it takes the rest. */
    void flush(SocketChannel channel, SelectionKey ofChannel) throws IOException {
        out.flip();
        while (out.hasRemaining() && channel.write(out) > 0) {}
        boolean left = out.hasRemaining();
        out.compact();
        if (!left && out.capacity() > 64 * 1024) {
            out = NOTHING;
        }
        int wanted = left
                ? ofChannel.interestOps() | SelectionKey.OP_WRITE
                : ofChannel.interestOps() & ~SelectionKey.OP_WRITE;
        if (wanted != ofChannel.interestOps()) {
            ofChannel.interestOps(wanted);
        }
    }
}
