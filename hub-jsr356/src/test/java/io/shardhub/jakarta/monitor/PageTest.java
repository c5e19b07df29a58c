package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.shardhub.Client;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.transport.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page's files, and who gets from it into the hub. */
final class PageTest {

    private static final Authenticator NOBODY = handshake -> Decision.refuse(403, "nobody");

    private static WatchedHub hub;

    @BeforeAll
    static void start() {
        hub = new WatchedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String text(MonitorResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Handshake with(String ticket) {
        return new Handshake("/ws", Map.of("monitor", List.of(ticket)), Map.of(), "", Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard",
                "/dashboard/page.css",
                "/dashboard/page.js",
                "/dashboard/feed.js",
                "/dashboard/charts.js",
                "/dashboard/tables.js",
                "/dashboard/format.js"
            })
    void filesHaveAStrictPolicyAndNothingInline(String path) {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        MonitorResponse answer = monitor.handle(get(path));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
                .doesNotContain("unsafe");
        assertThat(text(answer))
                .doesNotContain("style=\"", "onclick", "http://localhost", "https://", "<script>", "eval(");
        assertThat(new Monitor(hub.manager, request -> Access.ALLOWED)
                        .handle(get(path))
                        .status())
                .isEqualTo(404);
        assertThat(new Monitor(hub.manager, MonitorAuthorizer.DENY)
                        .withPage("/ws")
                        .handle(get(path))
                        .status())
                .isEqualTo(403);
    }

    private static MonitorResponse ask(Monitor monitor, String path, String... tags) {
        Map<String, List<String>> headers = tags.length == 0 ? Map.of() : Map.of("if-none-match", List.of(tags));
        return monitor.handle(
                new MonitorRequest("GET", path, new Handshake("/", Map.of(), headers, "", Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dashboard", "/dashboard/page.css", "/dashboard/page.js", "/dashboard/icon.svg"})
    void whoHasAFileIsNotSentItAgain(String path) {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        MonitorResponse first = ask(monitor, path);
        assertThat(first.headers()).containsEntry("Cache-Control", "private, no-cache");
        String tag = first.headers().get("ETag");
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            MonitorResponse again = ask(monitor, path, known);
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers())
                    .containsEntry("ETag", tag)
                    .containsEntry("Cache-Control", "private, no-cache")
                    .containsKey("Content-Security-Policy")
                    .doesNotContainKey("Content-Type");
        }
        assertThat(ask(monitor, path, "\"other\"", tag).status()).isEqualTo(304);
        MonitorResponse other = ask(monitor, path, "\"other\"");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(first.body());
        assertThat(ask(new Monitor(hub.manager, MonitorAuthorizer.DENY).withPage("/ws"), path, "*")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void measurementsAreNewEachTime() {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        for (String path : List.of("/health", "/metrics", "/metrics/prometheus", "/dashboard/ticket")) {
            assertThat(ask(monitor, path, "*").status()).as(path).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dashboard", "/dashboard/page.js", "/dashboard/ticket"})
    void thePageTakesNoParametersEither(String path) {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        MonitorResponse answer = monitor.handle(get(path, "x", "1"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer)).isEqualTo("{\"error\":\"unknown parameter: x (expected: none)\"}");
    }

    @Test
    void aTicketOpensOneSocketAndTheMeasurements() {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        hub.manager.allowMetrics(monitor.rule());
        Authenticator door = monitor.door(NOBODY);
        String ticket = JsonParser.parseString(text(monitor.handle(get("/dashboard/ticket"))))
                .getAsJsonObject()
                .get("ticket")
                .getAsString();
        Decision decision = door.authenticate(with(ticket));
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        assertThat(door.authenticate(with(ticket))).isEqualTo(Decision.refuse(401, "the ticket is not good any more"));
        assertThat(door.authenticate(with("x"))).isInstanceOf(Decision.Refused.class);
        assertThat(door.authenticate(new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty())))
                .isEqualTo(Decision.refuse(403, "nobody"));
        assertThat(answer(((Decision.Admitted) decision).identity())).contains("\"active_connections\"");
        assertThat(answer(new Identity("hub.monitor", "", Map.of("hub.monitor", "guessed"))))
                .contains("forbidden");
        Client other = hub.manager.hub().clients().iterator().next();
        assertThat(new Monitor(hub.manager, MonitorAuthorizer.DENY).rule().test(other))
                .isFalse();
    }

    @Test
    void renewalsGoToTheNextDoor() {
        Authenticator next = new Authenticator() {
            @Override
            public Decision authenticate(Handshake handshake) {
                return Decision.refuse(403, "nobody");
            }

            @Override
            public Decision renew(Identity present, String token) {
                return new Decision.Admitted(Identity.of(present.userId() + " with " + token));
            }
        };
        Authenticator door =
                new Monitor(hub.manager, MonitorAuthorizer.DENY).withPage("/ws").door(next);
        assertThat(door.renew(Identity.of("ann"), "t2")).isEqualTo(new Decision.Admitted(Identity.of("ann with t2")));
    }

    private static String answer(Identity identity) {
        RecordingConnection connection = new RecordingConnection();
        Receiver receiver = hub.manager.accept(connection, identity);
        receiver.text("{\"type\":\"hub.metrics\",\"id\":\"1\"}");
        Awaitility.await().until(() -> connection.texts().stream().anyMatch(text -> text.contains("hub.reply")));
        return connection.texts().stream()
                .filter(text -> text.contains("hub.reply"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void askingForTheHeadOfATicketCostsNone() {
        Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
        MonitorResponse answer = monitor.handle(WatchedHub.request("HEAD", "/dashboard/ticket", Map.of()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "GET");
    }

    @Test
    void ticketsAreGoodOnceAndForAWhile() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
        Tickets tickets = new Tickets(now::get);
        String one = tickets.sell();
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(tickets.use(one)).isTrue();
        assertThat(tickets.use(one)).isFalse();
        String late = tickets.sell();
        now.addAndGet(Duration.ofSeconds(30).toNanos() + 1);
        assertThat(tickets.use(late)).isFalse();
        String first = tickets.sell();
        for (int i = 0; i < 64; i++) {
            tickets.sell();
        }
        assertThat(tickets.use(first)).isFalse();
    }

    @Test
    void thePathOfTheSocketIsPlain() {
        assertThatThrownBy(() -> new Page("ws://elsewhere/ws"))
                .hasMessage("socket: ws://elsewhere/ws (expected: a plain path such as /ws)");
    }
}
