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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page's files, and who gets from it into the hub. */
final class PageTest {

    private static final Authenticator NOBODY = handshake -> Decision.refuse(403, "nobody");

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
        try (WatchedHub hub = new WatchedHub()) {
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
    }

    @Test
    void aTicketOpensOneSocketAndTheMeasurements() {
        try (WatchedHub hub = new WatchedHub()) {
            Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
            hub.manager.allowMetrics(monitor.rule());
            Authenticator door = monitor.door(NOBODY);
            String ticket = JsonParser.parseString(text(monitor.handle(get("/dashboard/ticket"))))
                    .getAsJsonObject()
                    .get("ticket")
                    .getAsString();
            Decision decision = door.authenticate(with(ticket));
            assertThat(decision).isInstanceOf(Decision.Admitted.class);
            assertThat(door.authenticate(with(ticket)))
                    .isEqualTo(Decision.refuse(401, "the ticket is not good any more"));
            assertThat(door.authenticate(with("x"))).isInstanceOf(Decision.Refused.class);
            assertThat(door.authenticate(new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty())))
                    .isEqualTo(Decision.refuse(403, "nobody"));
            assertThat(answer(hub, ((Decision.Admitted) decision).identity())).contains("\"active_connections\"");
            assertThat(answer(hub, new Identity("hub.monitor", "", Map.of("hub.monitor", "guessed"))))
                    .contains("forbidden");
            Client other = hub.manager.hub().clients().iterator().next();
            assertThat(new Monitor(hub.manager, MonitorAuthorizer.DENY).rule().test(other))
                    .isFalse();
        }
    }

    @Test
    void renewalsGoToTheNextDoor() {
        try (WatchedHub hub = new WatchedHub()) {
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
            Authenticator door = new Monitor(hub.manager, MonitorAuthorizer.DENY)
                    .withPage("/ws")
                    .door(next);
            assertThat(door.renew(Identity.of("ann"), "t2"))
                    .isEqualTo(new Decision.Admitted(Identity.of("ann with t2")));
        }
    }

    private static String answer(WatchedHub hub, Identity identity) {
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
        try (WatchedHub hub = new WatchedHub()) {
            Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
            MonitorResponse answer = monitor.handle(WatchedHub.request("HEAD", "/dashboard/ticket", Map.of()));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "GET");
        }
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
