package io.shardhub.examples.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broadcasting server that does things wrong, as it is told: whatever it sends to a connection goes through its faults. */
final class FakeServer implements AutoCloseable {

    /** Sends a message to one connection, rightly or wrongly. */
    @FunctionalInterface
    interface Delivery {

        /** The message is the {@code number}th to that connection. */
        void deliver(Line to, int number, String message) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Delivery delivery;
    private final String type;

    /** Broadcasts what is of that type; says {@code hub.error} to all else. */
    FakeServer(String type, Delivery delivery) throws IOException {
        this.type = type;
        this.delivery = delivery;
        start(this::accept);
    }

    Target target() {
        return new Target("127.0.0.1", listening.getLocalPort(), "/?n=%i");
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Line line : lines) {
            line.socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listening.accept();
            socket.setTcpNoDelay(true);
            start(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String request = request(in);
        Line line = new Line(socket, Integer.parseInt(between(request, "?n=", " ")));
        lines.add(line);
        line.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                        + Handshake.accept(between(request, "Sec-WebSocket-Key: ", "\r")) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        while (true) {
            int opcode = in.read() & 0xf;
            byte[] payload = unmask(in);
            if (opcode == Opcode.CLOSE) {
                line.frame(Opcode.CLOSE, payload);
                line.socket.close();
                return;
            }
            String message = new String(payload, StandardCharsets.UTF_8);
            if (message.startsWith("{\"type\":\"" + type)) {
                for (Line each : lines) {
                    each.deliver(message);
                }
            } else {
                line.text("{\"type\":\"hub.error\",\"error\":\"unknown_type\"}");
            }
        }
    }

    private static String request(DataInputStream in) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) in.readByte());
        }
        return request.toString();
    }

    private static String between(String text, String before, String after) {
        int at = text.indexOf(before) + before.length();
        return text.substring(at, text.indexOf(after, at));
    }

    private static byte[] unmask(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        byte[] mask = new byte[4];
        byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
        in.readFully(mask);
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private static void start(IoTask task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // the test has closed it, or the client
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface IoTask {
        void run() throws IOException;
    }

    /** One connection. */
    final class Line {

        final int index;
        private final Socket socket;
        private int delivered;

        Line(Socket socket, int index) {
            this.socket = socket;
            this.index = index;
        }

        private synchronized void deliver(String message) {
            try {
                delivery.deliver(this, delivered++, message);
            } catch (IOException e) {
                lines.remove(this);
            }
        }

        void text(String message) throws IOException {
            frame(Opcode.TEXT, message.getBytes(StandardCharsets.UTF_8));
        }

        /** A frame of at most 65,535 bytes. */
        synchronized void frame(int opcode, byte[] payload) throws IOException {
            byte[] frame = new byte[payload.length + (payload.length < 126 ? 2 : 4)];
            frame[0] = (byte) (0x80 | opcode);
            frame[1] = (byte) Math.min(payload.length, 126);
            if (payload.length >= 126) {
                frame[2] = (byte) (payload.length >> 8);
                frame[3] = (byte) payload.length;
            }
            System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
            write(frame);
        }

        synchronized void write(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
