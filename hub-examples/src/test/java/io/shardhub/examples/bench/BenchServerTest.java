package io.shardhub.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.examples.WebSocketPeer;
import io.shardhub.examples.container.Container;
import io.shardhub.examples.settings.Environment;
import io.shardhub.jakarta.PipeChoice;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BenchServerTest {

    private BenchServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = BenchServer.start(new BenchSettings(Container.TOMCAT, 0, 2, PipeChoice.FAST));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void broadcastsUnchanged() throws Exception {
        try (WebSocketPeer ann = connect("ann");
                WebSocketPeer bob = connect("bob")) {
            for (String data : new String[] {
                "\"<a href='x'>& \\\"quoted\\\" \\\\ \\n é 😀</a>\"",
                "{\"b\":1.10,\"a\":[null,true,1e400],\"n\":12345678901234567890}",
                "\"" + "x".repeat(20_000) + "\"",
                "false"
            }) {
                ann.sendText("{\"type\":\"BROADCAST\",\"data\":" + data + "}");

                String expected = "{\"type\":\"BROADCAST\",\"data\":" + data + "}";
                assertThat(ann.awaitText("BROADCAST")).isEqualTo(expected);
                assertThat(bob.awaitText("BROADCAST")).isEqualTo(expected);
            }
        }
    }

    @Test
    void echoesToTheSenderOnly() throws Exception {
        try (WebSocketPeer ann = connect("ann");
                WebSocketPeer bob = connect("bob")) {
            ann.sendText("{\"type\":\"ECHO\",\"data\":\"hello\"}");
            assertThat(ann.awaitText("ECHO")).isEqualTo("{\"type\":\"ECHO\",\"data\":\"hello\"}");

            ann.sendText("{\"type\":\"BROADCAST\",\"data\":1}");
            bob.awaitText("BROADCAST");
            assertThat(bob.texts()).noneMatch(text -> text.contains("ECHO"));
        }
    }

    @Test
    void publishesToThoseWhoJoined() throws Exception {
        try (WebSocketPeer ann = connect("ann");
                WebSocketPeer bob = connect("bob")) {
            ann.request("JOIN", "\"news\"");

            bob.request("PUBLISH", "{\"topic\":\"news\",\"data\":{\"x\":[1]}}");
            bob.request("BROADCAST", "2");

            assertThat(ann.awaitText("PUBLISH"))
                    .isEqualTo("{\"type\":\"PUBLISH\",\"topic\":\"news\",\"data\":{\"x\":[1]}}");
            bob.awaitText("BROADCAST");
            assertThat(bob.texts()).noneMatch(text -> text.contains("PUBLISH"));
            assertThat(bob.refusal("PUBLISH", "{\"data\":1}")).isEqualTo("bad_data");
            assertThat(bob.refusal("JOIN", "null")).isEqualTo("bad_data");
        }
    }

    @Test
    void settingsAreChecked() {
        assertThat(read(Map.of("CONTAINER", "jetty", "PORT", "1234", "SHARDS", "3", "PIPE", "standard")))
                .isEqualTo(new BenchSettings(Container.JETTY, 1234, 3, PipeChoice.STANDARD));
        assertThat(read(Map.of()).port()).isEqualTo(8080);
        assertThat(read(Map.of()).container()).isEqualTo(Container.TOMCAT);
        assertThatThrownBy(() -> read(Map.of("CONTAINER", "netty")))
                .hasMessage("CONTAINER: netty (expected: one of tomcat, tomcat10, jetty, tyrus, undertow)");
        assertThatThrownBy(() -> read(Map.of("SHARDS", "0")))
                .hasMessage("SHARDS: 0 (expected: a whole number from 1 to 256)");
    }

    private static BenchSettings read(Map<String, String> variables) {
        return BenchSettings.read(new Environment(variables));
    }

    /** One that is in: the end of the handshake does not say that yet. */
    private WebSocketPeer connect(String user) throws Exception {
        WebSocketPeer peer = WebSocketPeer.connect("ws://127.0.0.1:" + server.port() + "/ws?user=" + user);
        peer.await("hub.welcome");
        return peer;
    }
}
