package io.shardhub.examples.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The sockets of all connections on one thread. */
final class PeerLoop implements AutoCloseable {

    private static final int READ_ROOM = 256 * 1024;
    private static final long MILLISECOND = 1_000_000;
    private static final long NAP = 50_000; // ns

    /** Hears what the connections do. */
    interface Listener {

        /** The upgrade is done. */
        void opened(Peer peer);

        /** A message has come. */
        void message(Peer peer, byte[] bytes, int from, int to, long now);

        /** All that had come is read, for now. */
        void caughtUp(Peer peer, long now);

        /** The connection is gone, with a close code or 1005 if it was closed orderly, with 1006 if not. */
        void ended(Peer peer, int code, String reason);
    }

    private final Target target;
    private final InetSocketAddress address;
    private final LongSupplier clock;
    private final Listener listener;
    private final SplittableRandom random = new SplittableRandom();
    private final ByteBuffer chunk = ByteBuffer.allocate(FrameReader.MAX_FRAME + READ_ROOM);
    private final Selector selector;

    PeerLoop(Target target, LongSupplier clock, Listener listener) throws IOException {
        this.target = target;
        this.clock = clock;
        this.listener = listener;
        address = new InetSocketAddress(target.host(), target.port());
        selector = Selector.open();
    }

    /** Begins to connect. */
    Peer connect(int index, boolean slow) {
        Peer peer = new Peer(index, slow, new Handshake(random));
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, peer);
            peer.key = key;
            if (channel.connect(address)) {
                upgrade(peer, key);
            }
        } catch (IOException | RuntimeException e) { // of the latter: a name that cannot be resolved
            end(peer, 1006, String.valueOf(e.getMessage()));
        }
        return peer;
    }

    /** Does what there is to do, and waits for more until that time at the latest. */
    void turn(long until) throws IOException {
        long remaining = until - clock.getAsLong();
        if (remaining >= MILLISECOND) {
            selector.select(this::ready, remaining / MILLISECOND);
        } else if (selector.selectNow(this::ready) == 0 && remaining > 0) {
            LockSupport.parkNanos(Math.min(remaining, NAP)); // a selector knows no less than a millisecond
        }
    }

    /** Puts a text message into the connection's buffer; {@link #flush} sends it. */
    void put(Peer peer, byte[] text) {
        put(peer, Opcode.TEXT, text);
    }

    private void put(Peer peer, int opcode, byte[] payload) {
        FrameWriter.write(peer.room(payload.length + FrameWriter.MAX_HEADER), opcode, payload, random.nextInt());
    }

    /** Sends what was put. */
    void flush(Peer peer) {
        SelectionKey key = peer.key;
        if (key == null || peer.state == Peer.State.ENDED) {
            return;
        }
        try {
            peer.flush((SocketChannel) key.channel(), key);
        } catch (IOException e) {
            end(peer, 1006, String.valueOf(e.getMessage()));
        }
    }

    /** Says good-bye; the server ends the connection. */
    void close(Peer peer) {
        put(peer, Opcode.CLOSE, new byte[] {1_000 >> 8, (byte) 1_000});
        flush(peer);
    }

    /** Reads from a connection, or stops reading. */
    void read(Peer peer, boolean wanted) {
        SelectionKey key = peer.key;
        if (key != null && key.isValid()) {
            key.interestOps(wanted ? SelectionKey.OP_READ : 0);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void ready(SelectionKey key) {
        Peer peer = (Peer) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                upgrade(peer, key);
            }
            if (key.isValid() && key.isWritable()) {
                peer.flush(channel, key);
            }
            if (key.isValid() && key.isReadable()) {
                read(peer, channel);
            }
        } catch (IOException e) {
            end(peer, 1006, String.valueOf(e.getMessage()));
        }
    }

    private void upgrade(Peer peer, SelectionKey key) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        peer.state = Peer.State.UPGRADING;
        byte[] request = peer.handshake.request(target, peer.index);
        peer.room(request.length).put(request);
        peer.flush((SocketChannel) key.channel(), key);
    }

    /** Reads until nothing is left. */
    private void read(Peer peer, SocketChannel channel) throws IOException {
        int capacity = chunk.capacity();
        int length = capacity;
        while (length == capacity) {
            int kept = peer.reader.restore(chunk.array());
            chunk.limit(capacity).position(kept);
            int read = channel.read(chunk);
            if (read <= 0) {
                if (read < 0) {
                    end(peer, 1006, "end of stream");
                }
                return;
            }
            length = kept + read;
            take(peer, length);
            if (peer.state == Peer.State.ENDED || (peer.slow && peer.isOpen())) {
                return;
            }
        }
    }

    private void take(Peer peer, int length) throws IOException {
        long now = clock.getAsLong();
        byte[] bytes = chunk.array();
        int from = 0;
        if (peer.state == Peer.State.UPGRADING) {
            from = peer.handshake.read(bytes, length);
            if (from == 0) {
                peer.reader.keep(bytes, 0, length);
                return;
            }
            peer.state = Peer.State.OPEN;
            listener.opened(peer);
        }
        peer.reader.read(bytes, from, length, new Messages(peer, now));
        if (peer.isOpen()) {
            listener.caughtUp(peer, now);
        }
    }

    private void end(Peer peer, int code, String reason) {
        if (peer.state == Peer.State.ENDED) {
            return;
        }
        SelectionKey key = peer.key;
        peer.key = null;
        if (key != null) {
            try {
                key.channel().close();
            } catch (IOException e) {
                // it is gone all the same
            }
        }
        listener.ended(peer, code, reason); // it sees how far the connection was
        peer.state = Peer.State.ENDED;
    }

    /** Takes the frames of one read. */
    private final class Messages implements FrameReader.Handler {

        private final Peer peer;
        private final long now;

        Messages(Peer peer, long now) {
            this.peer = peer;
            this.now = now;
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            if (peer.isOpen()) {
                listener.message(peer, bytes, from, to, now);
            }
        }

        @Override
        public void control(int opcode, byte[] payload) {
            if (opcode == Opcode.PING) {
                put(peer, Opcode.PONG, payload);
                flush(peer);
            } else if (opcode == Opcode.CLOSE) {
                boolean coded = payload.length >= 2;
                put(peer, Opcode.CLOSE, coded ? new byte[] {payload[0], payload[1]} : payload);
                flush(peer);
                int code = coded ? ((payload[0] & 0xff) << 8) | (payload[1] & 0xff) : 1005;
                String reason = coded ? new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8) : "";
                end(peer, code, reason);
            }
        }
    }
}
