package io.shardhub.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.examples.ServerProcess;
import io.shardhub.examples.WebSocketPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The real application in a process of its own: started, used by real clients, and ended as a service manager ends it. */
class BootApplicationIT {

    @Test
    void clientsTalkAndAreToldToComeBackWhenTheApplicationEnds() throws Exception {
        try (ServerProcess application = ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BootApplication.class.getName(),
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--logging.level.org.springframework.boot=INFO"),
                Map.of())) {
            String url = "ws://127.0.0.1:" + application.awaitLine(Pattern.compile("Tomcat started on port (\\d+)"))
                    + "/ws?user=";
            try (WebSocketPeer ann = WebSocketPeer.connect(url + "ann");
                    WebSocketPeer bob = WebSocketPeer.connect(url + "bob")) {
                ann.sendText("{\"type\":\"SAY\",\"data\":\"hello\"}");
                assertThat(ann.awaitText("SAID")).isEqualTo("{\"type\":\"SAID\",\"data\":\"hello\"}");
                assertThat(bob.awaitText("SAID")).isEqualTo("{\"type\":\"SAID\",\"data\":\"hello\"}");

                application.stop();

                assertThat(bob.awaitText("hub.reconnect")).contains("\"afterMs\"");
                assertThat(ann.awaitClose()).isEqualTo(1001);
                assertThat(bob.awaitClose()).isEqualTo(1001);
            }
            assertThat(application.awaitExit()).isEqualTo(143);
            assertThat(application.lines()).noneMatch(line -> line.matches("[\\d:.]+ (ERROR|WARN) .*"));
        }
    }
}
