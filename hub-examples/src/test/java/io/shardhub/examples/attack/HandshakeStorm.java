package io.shardhub.examples.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Handshakes with a well-formed token that nobody has signed, five hundred a second, each over a connection of its own. */
final class HandshakeStorm implements Trouble {

    private static final long PAUSE_NANOS = 2_000_000;

    private final int port;
    private final int count;
    private final Duration delay;
    private CompletableFuture<Integer> refused = CompletableFuture.completedFuture(0);

    /** So many, after a delay. */
    HandshakeStorm(int port, int count, Duration delay) {
        this.port = port;
        this.count = count;
        this.delay = delay;
    }

    @Override
    public HandshakeStorm begin() {
        refused = CompletableFuture.supplyAsync(this::run, task -> new Thread(task, "storm").start());
        return this;
    }

    private int run() {
        byte[] request = request();
        int answers = 0;
        long begin = System.nanoTime() + delay.toNanos();
        for (int i = 0; i < count; i++) {
            long due = begin + i * PAUSE_NANOS;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request);
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (answer.startsWith("HTTP/1.1 401")) {
                    answers++;
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return answers;
    }

    private static byte[] request() {
        String token = part("{\"alg\":\"RS256\"}") + "." + part("{\"sub\":\"evil\",\"exp\":4102444800}") + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[256]);
        String text = "GET /ws?token=" + token + " HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade, close\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String deeds() {
        return refused.join() + " handshakes with a token that nobody has signed, refused";
    }

    /** Waits for the last answer. */
    @Override
    public void close() {
        refused.join();
    }
}
