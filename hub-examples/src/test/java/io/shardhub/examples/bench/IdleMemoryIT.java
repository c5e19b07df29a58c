package io.shardhub.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.examples.LiveHeap;
import io.shardhub.examples.ServerProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an idle session costs in Tomcat with the settings of {@code docs/embedding.md}, the hub's part of it included. */
class IdleMemoryIT {

    private static final int WARM_UP = 200;
    private static final int SESSIONS = 2_000;
    private static final long MOST_BYTES = 16 * 1_024;

    private final List<Socket> peers = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
    }

    @Test
    void anIdleSessionInTomcatTakesAtMost16KibOfHeap() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dorg.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE=768",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchServer.class.getName()),
                Map.of("CONTAINER", "tomcat", "PORT", "0"))) {
            int port = Integer.parseInt(server.awaitLine(Pattern.compile("ready: ws://127.0.0.1:(\\d+)/ws")));
            connect(port, WARM_UP);
            long before = LiveHeap.of(server.pid()).bytes();
            connect(port, SESSIONS);
            long each = (LiveHeap.of(server.pid()).bytes() - before) / SESSIONS;
            System.out.println("heap of an idle session in Tomcat: " + each + " bytes");
            assertThat(each).isBetween(1_024L, MOST_BYTES);
        }
    }

    /** Opens sessions that have been welcomed. */
    private void connect(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket peer = new Socket(InetAddress.getLoopbackAddress(), port);
            peers.add(peer);
            peer.setSoTimeout(10_000);
            peer.getOutputStream()
                    .write(("GET /ws?user=idle" + i + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                    + "Sec-WebSocket-Version: 13\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            awaitWelcome(new BufferedInputStream(peer.getInputStream()));
        }
    }

    private static void awaitWelcome(InputStream in) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf("hub.welcome") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(heard.toString());
            }
            heard.append((char) next);
        }
    }
}
