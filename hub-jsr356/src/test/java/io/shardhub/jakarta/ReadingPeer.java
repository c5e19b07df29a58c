package io.shardhub.jakarta;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A well-behaved peer over a plain socket, until it is told to stop reading. */
public final class ReadingPeer implements Peer {

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile Optional<CloseReason> ended = Optional.empty();
    private boolean stopped; // under this

    private final RawPeer raw;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(); // the reader's own

    /** Opens a session. */
    public static ReadingPeer open(int port, String target) throws IOException {
        return new ReadingPeer(RawPeer.openSmall(port, target));
    }

    private ReadingPeer(RawPeer raw) throws IOException {
        this.raw = raw;
        raw.waitForEver();
        Thread reader = new Thread(this::readAll, "peer");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try {
            while (ended.isEmpty()) {
                awaitPermission();
                hear(raw.read());
            }
        } catch (IOException e) { // the server has ended the connection, or the test has
            if (ended.isEmpty()) {
                ended = Optional.of(CloseReason.of(CloseCode.LOST, ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitPermission() throws InterruptedException {
        while (stopped) {
            wait();
        }
    }

    private void hear(RawPeer.Frame frame) throws IOException {
        switch (frame.opcode()) {
            case 0, RawPeer.TEXT -> {
                message.writeBytes(frame.payload().array());
                if (frame.fin()) {
                    texts.add(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
            }
            case RawPeer.PING -> {
                pings.incrementAndGet();
                raw.control(RawPeer.PONG, frame.payload().array());
            }
            case RawPeer.CLOSE -> {
                String text = StandardCharsets.UTF_8
                        .decode(frame.payload().duplicate().position(2))
                        .toString();
                ended = Optional.of(new CloseReason(frame.code(), text));
                raw.control(RawPeer.CLOSE, frame.payload().array());
                raw.readToEnd();
            }
            default -> throw new IOException("opcode " + frame.opcode());
        }
    }

    @Override
    public List<String> texts() {
        return texts;
    }

    @Override
    public int pings() {
        return pings.get();
    }

    @Override
    public Optional<CloseReason> ended() {
        return ended;
    }

    @Override
    public void send(String text) {
        quietly(() -> raw.text(text));
    }

    @Override
    public void sendBinary(int size) {
        quietly(() -> raw.binary(size));
    }

    @Override
    public synchronized void stopReading() {
        stopped = true;
    }

    @Override
    public synchronized void resumeReading() {
        stopped = false;
        notifyAll();
    }

    @Override
    public void close(CloseReason reason) {
        byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(2 + text.length)
                .putShort((short) reason.code())
                .put(text)
                .array();
        quietly(() -> raw.control(RawPeer.CLOSE, payload));
    }

    @Override
    public void vanish() {
        if (!raw.isClosed()) {
            quietly(raw::reset);
        }
    }

    /** A step that may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
