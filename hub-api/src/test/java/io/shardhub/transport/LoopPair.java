package io.shardhub.transport;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.Pair;
import io.shardhub.contract.Peer;
import io.shardhub.contract.RecordingReceiver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection and its peer in memory, with real frames in a bounded pipe between them: the suite's own transport. */
final class LoopPair implements Pair {

    /** How the connection tells that a write has ended. */
    enum Completion {
        /** By its result, if the pipe has room. */
        RESULT,
        /** By a call inside trySend, if the pipe has room. */
        INLINE,
        /** By a call on another thread, always. */
        LATE
    }

    private static final int PIPE_BYTES = 32 * 1024;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final CloseReason LOST = CloseReason.of(CloseCode.LOST, "");

    private record Pending(ByteBuffer rest, long token, WriteListener listener) {}

    /* Everything is guarded by this, but listeners and the receiver are called without it: the steps that are due are
     * collected under the lock and run after it. */
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final Completion completion;
    private final Connection connection = new LoopConnection();
    private final Peer peer = new LoopPeer();

    private final ByteBuffer pipe = ByteBuffer.allocate(PIPE_BYTES);
    private final FrameReader frames = new FrameReader();
    private final List<String> texts = new ArrayList<>();
    private @Nullable Pending pending;
    private @Nullable CloseReason closing; // behind the pending write
    private @Nullable CloseReason ended; // as the connection knows it
    private @Nullable CloseReason seen; // as the peer knows it
    private boolean closeSent;
    private boolean reading = true;
    private boolean freed;
    private int pings;

    LoopPair(Completion completion) {
        this.completion = completion;
        Thread network = new Thread(this::move, "loop-network");
        network.setDaemon(true);
        network.start();
    }

    private WriteResult start(ByteBuffer rest, long token, WriteListener listener) {
        synchronized (this) {
            if (ended != null || closing != null) {
                return WriteResult.CLOSED;
            }
            if (pending != null) {
                return WriteResult.BUSY;
            }
            put(rest);
            notifyAll();
            if (rest.hasRemaining() || completion == Completion.LATE) {
                pending = new Pending(rest, token, listener);
                return WriteResult.PENDING;
            }
            if (completion == Completion.RESULT) {
                return WriteResult.SENT;
            }
        }
        listener.written(token, null);
        return WriteResult.PENDING;
    }

    private void put(ByteBuffer rest) {
        int size = Math.min(rest.remaining(), pipe.remaining());
        pipe.put(rest.slice(rest.position(), size));
        rest.position(rest.position() + size);
    }

    /* --------------- The network --------------- */

    private void move() {
        List<Runnable> due = new ArrayList<>();
        while (true) {
            synchronized (this) {
                while (!freed && !step(due::add)) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (freed) {
                    return;
                }
            }
            due.forEach(Runnable::run);
            due.clear();
        }
    }

    /** Moves bytes as far as they go; returns whether anything changed. */
    private boolean step(Consumer<Runnable> due) {
        boolean changed = false;
        if (reading && pipe.position() > 0) {
            frames.read(pipe.flip(), (opcode, payload) -> arrive(opcode, payload, due));
            pipe.clear();
            changed = true;
        }
        Pending write = pending;
        if (write != null && (pipe.hasRemaining() || !write.rest.hasRemaining())) {
            put(write.rest);
            if (!write.rest.hasRemaining()) {
                pending = null;
                due.accept(() -> write.listener.written(write.token, null));
            }
            changed = true;
        }
        if (closing != null && !closeSent && pending == null && ended == null && pipe.remaining() > 127) {
            byte[] text = closing.text().getBytes(StandardCharsets.UTF_8);
            pipe.put((byte) (0x80 | CLOSE)).put((byte) (2 + text.length));
            pipe.putShort((short) closing.code()).put(text);
            closeSent = true;
            changed = true;
        }
        if (reading && ended != null && seen == null) {
            seen = LOST;
            changed = true;
        }
        return changed;
    }

    private void arrive(int opcode, byte[] payload, Consumer<Runnable> due) {
        switch (opcode) {
            case TEXT -> texts.add(new String(payload, StandardCharsets.UTF_8));
            case PING -> {
                pings++;
                due.accept(() -> report(receiver::pong));
            }
            case CLOSE -> {
                int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                String text = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
                CloseReason reason = new CloseReason(code, text);
                seen = reason;
                due.accept(() -> end(reason));
            }
            default -> texts.add("garbage with opcode " + opcode);
        }
    }

    private void end(CloseReason reason) {
        Pending failed;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = reason;
            failed = pending;
            pending = null;
            pipe.clear();
            notifyAll();
        }
        if (failed != null) {
            failed.listener.written(failed.token, new IllegalStateException("the connection ended: " + reason));
        }
        receiver.closed(reason);
    }

    private void report(Runnable call) {
        synchronized (receiver) {
            call.run();
        }
    }

    /* --------------- Pair --------------- */

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public RecordingReceiver receiver() {
        return receiver;
    }

    @Override
    public void close() {
        end(LOST);
        synchronized (this) {
            freed = true;
            notifyAll();
        }
    }

    private synchronized void setReading(boolean newReading) {
        reading = newReading;
        notifyAll();
    }

    private final class LoopConnection implements Connection {

        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
            return start(outgoing.bytes(), token, listener);
        }

        @Override
        public WriteResult tryPing(long token, WriteListener listener) {
            return start(ByteBuffer.wrap(new byte[] {(byte) (0x80 | PING), 0}), token, listener);
        }

        @Override
        public int batchLimit() {
            return 64;
        }

        @Override
        public void close(CloseReason reason) {
            synchronized (LoopPair.this) {
                closing = closing == null ? reason : closing;
                LoopPair.this.notifyAll();
            }
        }

        @Override
        public void abort() {
            end(LOST);
        }
    }

    private final class LoopPeer implements Peer {

        @Override
        public List<String> texts() {
            synchronized (LoopPair.this) {
                return List.copyOf(texts);
            }
        }

        @Override
        public int pings() {
            synchronized (LoopPair.this) {
                return pings;
            }
        }

        @Override
        public Optional<CloseReason> ended() {
            synchronized (LoopPair.this) {
                return Optional.ofNullable(seen);
            }
        }

        @Override
        public void send(String text) {
            report(() -> receiver.text(text));
        }

        @Override
        public void sendBinary(int size) {
            report(() -> receiver.binary(size));
        }

        @Override
        public void stopReading() {
            setReading(false);
        }

        @Override
        public void resumeReading() {
            setReading(true);
        }

        @Override
        public void close(CloseReason reason) {
            end(reason);
        }

        @Override
        public void vanish() {
            end(LOST);
        }
    }
}
