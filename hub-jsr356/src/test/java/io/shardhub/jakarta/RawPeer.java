package io.shardhub.jakarta;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A WebSocket client made by hand, for what a well-behaved one does not do. One thread reads, one writes. */
public final class RawPeer implements AutoCloseable {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;

    /** A frame from the server. */
    public record Frame(boolean fin, boolean compressed, int opcode, ByteBuffer payload) {

        String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        /** The code of a close frame. */
        int code() {
            return payload.getShort(0) & 0xFFFF;
        }
    }

    /** The head and body of an answer to a request. */
    record Answer(int status, String head, String body) {}

    private boolean garbled;
    private final Socket plain; // TLS would wait for whoever writes before it closes
    private final Socket socket;
    private final DataInputStream in;

    private RawPeer(int port, int receiveBuffer) throws IOException {
        this.plain = connect(port, receiveBuffer);
        this.socket = plain;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private RawPeer(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static Socket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Asks for an upgrade of {@code target} with further header lines, each ended by CRLF. */
    static RawPeer ask(int port, String target, String headers) throws IOException {
        RawPeer peer = new RawPeer(port, 0);
        peer.request("GET", target, upgrade() + headers);
        return peer;
    }

    /** Opens a session and offers to compress. */
    static RawPeer openCompressed(int port, String target) throws IOException {
        RawPeer peer = ask(port, target, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
        String head = peer.expectUpgrade().head();
        if (!head.toLowerCase(Locale.ROOT).contains("\r\nsec-websocket-extensions: permessage-deflate")) {
            throw new IOException("not compressed: " + head);
        }
        return peer;
    }

    /** Sends any request. */
    static RawPeer plain(int port, String method, String target) throws IOException {
        RawPeer peer = new RawPeer(port, 0);
        peer.request(method, target, "");
        return peer;
    }

    /** Connects and says nothing. */
    static RawPeer silent(int port) throws IOException {
        return new RawPeer(port, 0);
    }

    /** Opens a session. */
    public static RawPeer open(int port, String target) throws IOException {
        RawPeer peer = ask(port, target, "");
        peer.expectUpgrade();
        return peer;
    }

    /** Opens a session whose receive buffer is small, so that a server notices soon that nobody reads. */
    public static RawPeer openSmall(int port, String target) throws IOException {
        RawPeer peer = new RawPeer(port, 32_768);
        peer.request("GET", target, upgrade());
        peer.expectUpgrade();
        return peer;
    }

    /** The same over TLS. */
    static RawPeer openSmall(int port, String target, SSLContext tls) throws IOException {
        RawPeer peer = askSmall(port, target, "", tls);
        peer.expectUpgrade();
        return peer;
    }

    /** Asks over TLS for an upgrade, with a small receive buffer. */
    static RawPeer askSmall(int port, String target, String headers, SSLContext tls) throws IOException {
        Socket plain = connect(port, 32_768);
        RawPeer peer = new RawPeer(plain, tls.getSocketFactory().createSocket(plain, "127.0.0.1", port, true));
        peer.request("GET", target, upgrade() + headers);
        return peer;
    }

    private static String upgrade() {
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key) + "\r\n";
    }

    private void request(String method, String target, String headers) throws IOException {
        String head =
                method + " " + target + " HTTP/1.1\r\nHost: localhost:" + socket.getPort() + "\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private Answer expectUpgrade() throws IOException {
        Answer answer = answer();
        if (answer.status() != 101) {
            throw new IOException("not upgraded: " + answer);
        }
        return answer;
    }

    /** Reads the answer to the request. */
    Answer answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        int length = 0;
        for (String line : head.toString().lines().toList()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return new Answer(
                Integer.parseInt(head.substring(9, 12)), head.toString(), new String(body, StandardCharsets.UTF_8));
    }

    /** Sends a text message. */
    public void text(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one text message in two frames. */
    void textInTwoFrames(String first, String second) throws IOException {
        frame(TEXT, first.getBytes(StandardCharsets.UTF_8));
        frame(FIN, second.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message. */
    public void binary(int size) throws IOException {
        frame(FIN | BINARY, new byte[size]);
    }

    /** Sends a control frame. */
    public void control(int opcode, byte[] payload) throws IOException {
        frame(FIN | opcode, payload);
    }

    void close(int code) throws IOException {
        control(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** Answers a close frame, unless the server has ended the connection already. */
    void answerClose(int code) throws IOException {
        try {
            close(code);
        } catch (SocketException e) { // it has
            return;
        }
        readToEnd();
    }

    /** Sends a masked frame; the mask is zero, which is legal. */
    void frame(int firstByte, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** Sends bytes as they are. */
    void bytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** What comes first, if anything comes within a moment. */
    byte[] readSome() throws IOException {
        socket.setSoTimeout(1_000);
        byte[] buffer = new byte[1_024];
        try {
            return Arrays.copyOf(buffer, Math.max(0, in.read(buffer)));
        } catch (SocketTimeoutException | SocketException nothing) {
            return new byte[0];
        }
    }

    /** Reads the next frame. */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame((first & FIN) != 0, (first & RSV1) != 0, first & 0xF, ByteBuffer.wrap(payload));
    }

    /** Reads and puts together the frames of {@code count} chars of text; a container may cut a long message. */
    String readText(int count) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.length() < count) {
            all.append(read().text());
        }
        return all.toString();
    }

    /** Reads and forgets frames up to a close frame, and gives its code. */
    int readCloseCode() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode() == CLOSE) {
                return frame.code();
            }
        }
    }

    /** Reads on until the server ends the connection, by FIN, RST or what cannot be decrypted, and gives what came before. */
    byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketException reset) {
            return all.toByteArray();
        } catch (SSLException e) {
            garbled = true;
        }
        return all.toByteArray();
    }

    /** Whether the end was something that cannot be decrypted. */
    boolean isGarbled() {
        return garbled;
    }

    /** Waits as long as it takes for the next byte. */
    void waitForEver() throws SocketException {
        socket.setSoTimeout(0);
    }

    /** Whether this side has vanished. */
    boolean isClosed() {
        return socket.isClosed();
    }

    /** Vanishes with a RST. */
    public void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Vanishes with a FIN. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
