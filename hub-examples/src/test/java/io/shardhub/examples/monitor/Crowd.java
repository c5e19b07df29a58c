package io.shardhub.examples.monitor;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Peers that read all that comes, and perhaps one that reads nothing. */
final class Crowd implements AutoCloseable {

    /** The user who reads nothing. */
    static final String DEAF = "deaf";

    private static final long PATIENCE_SECONDS = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private final WatchedServer server;
    private final List<WebSocket> peers = new ArrayList<>();
    private @Nullable WebSocket deaf;

    Crowd(WatchedServer server) {
        this.server = server;
    }

    void connect(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            peers.add(connect("peer", new Reader()));
        }
    }

    /** What is sent to it waits, first in the network and then in its outbox. */
    void connectOneThatReadsNothing() throws Exception {
        deaf = connect(DEAF, new NoReader());
    }

    private WebSocket connect(String user, WebSocket.Listener listener) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(server.socketUrl(user), listener)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Every peer sends a message of that type, again and again. */
    void say(String type, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            for (WebSocket peer : peers) {
                peer.sendText("{\"type\":\"" + type + "\",\"data\":{}}", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public void close() {
        peers.forEach(WebSocket::abort);
        if (deaf != null) {
            deaf.abort();
        }
    }

    private static final class Reader implements WebSocket.Listener {

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            socket.request(1);
            return null;
        }
    }

    private static final class NoReader implements WebSocket.Listener {

        @Override
        public void onOpen(WebSocket socket) {
            // and never asks for anything
        }
    }
}
