package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.examples.ServerProcess;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/cluster} as people start it, after {@code mvn package}. */
@Timeout(240)
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    @SuppressWarnings("NullAway.Init") // by the test
    private ServerProcess cluster;

    private void start(Map<String, String> changes) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "CLUSTER_IS_BUILT", "yes",
                "PORT", "0",
                "QUIZ_DATA", data.toString(),
                "QUIZ_QUESTIONS", "2",
                "QUIZ_QUESTION_SECONDS", "60",
                "QUIZ_REVEAL_SECONDS", "1"));
        environment.putAll(changes);
        cluster = ServerProcess.start(
                List.of(Path.of("bin", "cluster").toAbsolutePath().toString()), environment);
    }

    @AfterEach
    void closeCluster() {
        if (cluster != null) {
            cluster.closeAll();
        }
    }

    private String node(String letter) {
        return cluster.awaitLine(Pattern.compile("Node " + letter + " is at (http://\\S+)"));
    }

    @Test
    void withoutABalancerItSaysSoAndGivesBothAddresses() throws Exception {
        start(Map.of("BALANCER", "none"));
        cluster.awaitLine(Pattern.compile("(No load balancer)"));
        String code;
        try (WebSocketPeer host = connect("A", "host")) {
            code = host.request("QUIZ_OPEN", "{}").getAsJsonObject().get("quiz").getAsString();
        }
        String join = "{\"quiz\":\"" + code + "\",\"name\":\"Ann\"}";
        try (WebSocketPeer ann = connect("B", "ann")) {
            await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(AssertionError.class::isInstance)
                    .until(() -> {
                        ann.request("QUIZ_JOIN", join);
                        return true;
                    });
        }
        endsInOrder();
    }

    private WebSocketPeer connect(String letter, String user) throws Exception {
        return WebSocketPeer.connect(node(letter).replace("http", "ws") + "ws?user=" + user);
    }

    /** As after Ctrl-C: nothing is left, and nothing complains. */
    private void endsInOrder() throws Exception {
        List<ProcessHandle> all = cluster.descendants();
        assertThat(all).hasSizeGreaterThan(3);
        cluster.stop();
        assertThat(cluster.awaitExit()).isZero();
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(cluster.lines()).noneMatch(line -> line.contains("no connection to Redis"));
    }
}
