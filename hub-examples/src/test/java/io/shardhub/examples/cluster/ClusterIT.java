package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.shardhub.examples.ServerProcess;
import io.shardhub.examples.WebSocketPeer;
import io.shardhub.examples.quiz.Browser;
import io.shardhub.examples.quiz.QuizGuests;
import io.shardhub.redis.fixture.RedisServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code bin/cluster} as people start it, after {@code mvn package}: played through each balancer, and in real browsers. */
@Timeout(240)
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern BALANCED = Pattern.compile("The quiz is at (http://\\S+) behind");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    private Path data;

    @SuppressWarnings("NullAway.Init") // by the test
    private ServerProcess cluster;

    private void start(Map<String, String> changes) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "CLUSTER_IS_BUILT", "yes",
                "PORT", "0",
                "QUIZ_DATA", data.toString(),
                "JAVA_OPTS", "-Djava.io.tmpdir=" + data, // what a cluster that is killed leaves behind
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

    private long process(String letter) {
        return Long.parseLong(
                cluster.awaitLine(Pattern.compile("Node " + letter + " is at \\S+ \\(process (\\d+)\\)")));
    }

    private static void assumeInstalled(Balancer balancer) {
        assumeTrue(
                System.getenv("CI") != null || balancer.find(System.getenv()).isPresent(),
                balancer + " is not installed");
    }

    @Test
    void browsersOnBothNodesPlayOneQuizThroughTheBalancerAndDirectly() throws Exception {
        Browser.assumeInstalled();
        assumeInstalled(Balancer.HAPROXY);
        start(Map.of("BALANCER", "haproxy"));
        String balanced = cluster.awaitLine(BALANCED);
        try (Browser first = Browser.start();
                Browser second = Browser.start()) {
            Browser.Tab host = first.open(balanced);
            host.click("host");
            host.awaitPhase("lobby");
            String code = host.awaitText("quiz-code", "(\\s*[A-Z]){4}").replaceAll("\\s", "");
            List<Browser.Tab> players = List.of(
                    join(first, balanced, code, "Ann"), // where the host is
                    join(second, balanced, code, "Bob"), // a browser of its own: at the other node
                    join(first, node("A"), code, "Cleo"),
                    join(second, node("B"), code, "Dan"));
            assertThat(Set.of(nodeOf(first, balanced), nodeOf(second, balanced)))
                    .as("where the browsers are")
                    .containsExactlyInAnyOrder("A", "B");
            host.awaitCount("player-row", 4);
            host.screenshot(SCREENSHOTS.resolve("cluster-lobby.png"));
            host.click("start");
            play(host, players);
            host.screenshot(SCREENSHOTS.resolve("cluster-podium.png"));
            assertThat(first.complaints()).isEmpty();
            assertThat(second.complaints()).isEmpty();
        }
        endsInOrder();
    }

    private static void play(Browser.Tab host, List<Browser.Tab> players) {
        for (int question = 0; question < 2; question++) {
            String count = "Question " + (question + 1) + " of 2";
            for (int i = 0; i < players.size(); i++) {
                Browser.Tab player = players.get(i);
                player.until(
                        count,
                        () -> player.attribute("phase", "data-phase").equals("question")
                                && player.text("question-count").equals(count));
                player.click("option-" + i);
            }
            for (Browser.Tab player : players) {
                player.until("a result", () -> !player.text("answer-result").isBlank());
            }
        }
        for (Browser.Tab player : players) {
            player.awaitPhase("ended");
        }
        host.awaitPhase("ended");
        host.until("a podium", () -> host.text("podium").split("\n", -1).length >= 3);
    }

    private static Browser.Tab join(Browser browser, String url, String code, String name) {
        Browser.Tab tab = browser.open(url + "?quiz=" + code);
        tab.awaitPhase("landing");
        tab.type("nickname", name);
        tab.click("join");
        tab.awaitPhase("lobby");
        return tab;
    }

    private static String nodeOf(Browser browser, String url) {
        return browser.cookie(url, "NODE");
    }

    /** Browsers stay where they are, both nodes get some; whose node is killed goes on at the other one. */
    @ParameterizedTest
    @EnumSource
    void balancerKeepsBrowsersAtTheirNodesAsLongAsTheyLive(Balancer balancer) throws Exception {
        assumeInstalled(balancer);
        start(Map.of("BALANCER", balancer.toString()));
        String balanced = cluster.awaitLine(BALANCED);
        Set<String> used = new TreeSet<>();
        Guest guest = new Guest(balanced);
        for (int i = 0; i < 10; i++) {
            guest = new Guest(balanced);
            used.add(guest.node());
            for (int again = 0; again < 5; again++) {
                assertThat(guest.get("/shardhub/hub-client.js")).isEqualTo(200);
                assertThat(guest.node()).isIn(used);
            }
        }
        assertThat(used).as("nodes that got browsers").containsExactly("A", "B");
        String stays = guest.node();
        for (int again = 0; again < 10; again++) {
            assertThat(guest.get("/")).isEqualTo(200);
            assertThat(guest.node()).isEqualTo(stays);
        }
        try (WebSocketPeer peer = new QuizGuests().host(balanced)) {
            JsonObject opened = peer.request("QUIZ_OPEN", "{}").getAsJsonObject();
            assertThat(opened.get("quiz").getAsString()).matches("[AB][A-Z]{3}");
        }
        ProcessHandle.of(process(stays)).orElseThrow().destroyForcibly();
        Guest survivor = guest;
        await().atMost(PATIENCE)
                .until(() -> survivor.get("/") == 200 && !survivor.node().equals(stays));
        cluster.awaitLine(Pattern.compile("(" + stays + " has ended with status)"));
        endsInOrder();
    }

    /** Neither node is ready, and yet the balancer takes none out: each keeps its browsers, and gets its players. */
    @ParameterizedTest
    @EnumSource
    void playGoesOnBehindTheBalancerWhileRedisIsAway(Balancer balancer) throws Exception {
        assumeInstalled(balancer);
        try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
            start(Map.of("BALANCER", balancer.toString(), "HUB_REDIS_ADDRESS", "127.0.0.1:" + redis.port()));
            String balanced = cluster.awaitLine(BALANCED);
            awaitReadiness(200);
            QuizGuests guests = new QuizGuests("NODE=A");
            try (WebSocketPeer host = guests.host(balanced);
                    WebSocketPeer ann = guests.player(balanced, "Ann")) {
                String quiz = host.request("QUIZ_OPEN", "{}")
                        .getAsJsonObject()
                        .get("quiz")
                        .getAsString();
                assertThat(quiz).as("a quiz of the cookie's node").matches("A[A-Z]{3}");
                String join = "{\"quiz\":\"" + quiz + "\"}";
                host.request("QUIZ_JOIN", join);
                ann.request("QUIZ_JOIN", join);
                redis.kill();
                awaitReadiness(503);
                host.request("QUIZ_START", join);
                ann.await("QUESTION_START");
                ann.request("USER_ANSWER", "{\"quiz\":\"" + quiz + "\",\"question\":0,\"choice\":1}");
                ann.await("QUESTION_END");
                try (WebSocketPeer bob = guests.player(balanced, "Bob")) {
                    bob.request("QUIZ_JOIN", join);
                }
                awaitBothServe(balanced);
                redis.restart();
                awaitReadiness(200);
                try (WebSocketPeer dan = new QuizGuests("NODE=B").player(balanced, "Dan")) {
                    awaitJoined(dan, join);
                }
                awaitBothServe(balanced);
            }
            ends(2);
        }
    }

    /** Until the balancer has seen both nodes turn, it may send the browsers of one to the other. */
    private static void awaitBothServe(String balanced) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> checkTheyStay(Map.of("A", new Guest(balanced, "A"), "B", new Guest(balanced, "B"))));
    }

    private static void checkTheyStay(Map<String, Guest> browsers) throws Exception {
        for (Map.Entry<String, Guest> browser : browsers.entrySet()) {
            for (int again = 0; again < 5; again++) {
                assertThat(browser.getValue().get("/")).isEqualTo(200);
                assertThat(browser.getValue().node()).isEqualTo(browser.getKey());
            }
        }
    }

    /** Of both nodes; they are alive whether they are ready or not. */
    private void awaitReadiness(int status) throws Exception {
        for (String letter : List.of("A", "B")) {
            Guest guest = new Guest(node(letter));
            await().atMost(PATIENCE).until(() -> guest.get("/api/ws/health/ready") == status);
            assertThat(guest.get("/api/ws/health/live")).isEqualTo(200);
        }
    }

    /** A node may not have heard yet of the one that runs the quiz. */
    private static void awaitJoined(WebSocketPeer peer, String join) {
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> {
                    peer.request("QUIZ_JOIN", join);
                    return true;
                });
    }

    @Test
    void withoutABalancerItSaysSoAndGivesBothAddresses() throws Exception {
        start(Map.of("BALANCER", "none"));
        cluster.awaitLine(Pattern.compile("(No load balancer)"));
        String code;
        QuizGuests guests = new QuizGuests();
        try (WebSocketPeer host = guests.host(node("A"))) {
            code = host.request("QUIZ_OPEN", "{}").getAsJsonObject().get("quiz").getAsString();
        }
        String join = "{\"quiz\":\"" + code + "\"}";
        try (WebSocketPeer ann = guests.player(node("B"), "Ann")) {
            awaitJoined(ann, join);
        }
        endsInOrder();
    }

    /** As after Ctrl-C: nothing is left, and nothing complains. */
    private void endsInOrder() throws Exception {
        ends(3);
        assertThat(cluster.lines()).noneMatch(line -> line.contains("no connection to Redis"));
    }

    private void ends(int leastProcesses) throws Exception {
        List<ProcessHandle> all = cluster.descendants();
        assertThat(all).hasSizeGreaterThan(leastProcesses);
        cluster.stop();
        assertThat(cluster.awaitExit()).isZero();
        await().atMost(PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A browser without a screen: it has cookies. */
    private static final class Guest {
        private final String url;
        private final CookieManager cookies = new CookieManager();
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(cookies).build();

        Guest(String url) throws Exception {
            this.url = url;
            assertThat(get("/")).isEqualTo(200);
        }

        /** Who was at that node before. */
        Guest(String url, String node) {
            this.url = url;
            HttpCookie cookie = new HttpCookie("NODE", node);
            cookie.setVersion(0);
            cookie.setPath("/");
            cookie.setDomain(URI.create(url).getHost()); // as the balancer's own, which replaces it
            cookies.getCookieStore().add(URI.create(url), cookie);
        }

        int get(String path) throws Exception {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url).resolve(path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }

        String node() {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("NODE"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
