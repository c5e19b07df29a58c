package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.ClientRule;
import io.shardhub.HandlerOptions;
import io.shardhub.TopicRules;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.transport.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send what, and who may take and publish what. */
@ExtendWith(QuietLog.class)
final class AccessTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final Manager manager =
            Manager.create(HubRig.options(1), HubParts.defaults().withRuntime(runtime));
    private final List<String> handled = new ArrayList<>();

    private record Peer(RecordingConnection connection, Receiver receiver) {
        List<String> texts() {
            return connection.texts().subList(1, connection.texts().size()); // after the welcome
        }
    }

    private Peer join(Identity identity) {
        RecordingConnection connection = new RecordingConnection();
        Peer peer = new Peer(connection, manager.accept(connection, identity, new Promoting()));
        runtime.runUntilIdle();
        return peer;
    }

    private String answer(Peer peer, String text) {
        peer.receiver().text(text);
        runtime.runUntilIdle();
        return peer.texts().get(peer.texts().size() - 1);
    }

    @AfterEach
    void booksBalance() {
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
    }

    /** Gives everybody the role that it asks for. */
    private final class Promoting implements Authenticator {
        @Override
        public Decision authenticate(Handshake handshake) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Decision renew(Identity present, String token) {
            return new Decision.Admitted(present.withRoles(token)
                    .withCredential(Credential.until(runtime.instant().plusSeconds(600))));
        }
    }

    @Test
    void messagesOfATypeAreForThoseRolesOnly() {
        manager.on(
                        "start",
                        String.class,
                        HandlerOptions.defaults().withAccess(ClientRule.role("host", "admin")),
                        request -> handled.add(request.client().userId()))
                .start();
        Peer host = join(Identity.of("ann").withRoles("player", "host"));
        Peer player = join(Identity.of("bob").withRoles("player"));
        assertThat(answer(host, "{\"type\":\"start\",\"id\":\"1\"}")).contains("\"data\":null");
        assertThat(answer(player, "{\"type\":\"start\",\"id\":\"1\"}"))
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"1\",\"error\":{\"code\":\"forbidden\",\"message\":"
                        + "\"messages of this type are not allowed to you\"}}");
        assertThat(handled).containsExactly("ann");
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("forbidden", 1L));
    }

    @Test
    void aRuleMayLookAtTheClientAndAllowsNothingIfItFails() {
        manager.on(
                        "own",
                        String.class,
                        HandlerOptions.inline()
                                .withAccess(client -> client.userId().equals("ann")),
                        request -> handled.add(request.client().userId()))
                .on(
                        "broken",
                        String.class,
                        HandlerOptions.defaults().withAccess(client -> {
                            throw new IllegalStateException("thrown by the test");
                        }),
                        request -> handled.add("broken"))
                .start();
        Peer ann = join(Identity.of("ann"));
        Peer bob = join(Identity.of("bob"));
        assertThat(answer(ann, "{\"type\":\"own\",\"id\":\"1\"}")).contains("\"data\":null");
        assertThat(answer(bob, "{\"type\":\"own\",\"id\":\"1\"}")).contains("forbidden");
        assertThat(answer(ann, "{\"type\":\"broken\",\"id\":\"1\"}")).contains("forbidden");
        assertThat(handled).containsExactly("ann");
    }

    @Test
    void rolesThatARenewalBringsCountFromThenOn() {
        manager.on(
                        "start",
                        String.class,
                        HandlerOptions.defaults().withAccess(ClientRule.role("host")),
                        request -> handled.add("started"))
                .start();
        Peer peer = join(Identity.of("ann")
                .withCredential(Credential.until(runtime.instant().plusSeconds(60))));
        assertThat(answer(peer, "{\"type\":\"start\",\"id\":\"1\"}")).contains("forbidden");
        answer(peer, "{\"type\":\"hub.refresh\",\"id\":\"2\",\"data\":{\"token\":\"host\"}}");
        assertThat(answer(peer, "{\"type\":\"start\",\"id\":\"3\"}")).contains("\"data\":null");
    }

    /* --------------- Topics --------------- */

    private static String publish(String topic, String type) {
        return "{\"type\":\"hub.publish\",\"id\":\"1\",\"data\":{\"topic\":\"" + topic + "\",\"type\":\"" + type
                + "\",\"data\":{\"n\":7,\"big\":12345678901234567890,\"none\":null}}}";
    }

    @Test
    void nobodyPublishesUnlessARuleAllowsIt() {
        manager.allowTopics((client, topic) -> true).start();
        Peer peer = join(Identity.of("ann"));
        assertThat(answer(peer, publish("chat:1", "SAY")))
                .contains("forbidden", "to publish there is not allowed to you");
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("forbidden", 1L));
    }

    @Test
    void whoMayPublishReachesTheTakersOfThatTopic() {
        manager.allowTopics(TopicRules.none()
                        .subscribe("chat:*", ClientRule.ANYBODY)
                        .publish("chat:*", ClientRule.role("member")))
                .start();
        Peer member = join(Identity.of("ann").withRoles("member"));
        Peer guest = join(Identity.of("bob"));
        answer(guest, "{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"chat:1\"}}");
        assertThat(answer(member, publish("chat:1", "SAY")))
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":null}");
        assertThat(guest.texts())
                .last()
                .isEqualTo(
                        "{\"type\":\"SAY\",\"topic\":\"chat:1\",\"data\":{\"n\":7,\"big\":12345678901234567890,\"none\":null}}");
        assertThat(answer(guest, publish("chat:1", "SAY"))).contains("forbidden");
        assertThat(answer(member, publish("news:1", "SAY"))).contains("forbidden");
        assertThat(answer(member, publish("chat:1", "hub.reconnect"))).contains("bad_data");
        assertThat(answer(member, publish("chat:1", ""))).contains("bad_data");
        assertThat(answer(member, publish("", "SAY"))).contains("bad_data");
    }

    @ParameterizedTest
    @CsvSource({
        "news, news, true",
        "news, news2, false",
        "news:*, news:, true",
        "news:*, news:a:b, true",
        "news:*, news, false",
        "*, anything, true",
        "inbox:{user}, inbox:ann, true",
        "inbox:{user}, inbox:anna, false",
        "inbox:{user}, inbox:{user}, false",
        "room:{user}:*, room:ann:1, true",
        "room:{user}:*, room:bob:1, false"
    })
    void topicsGoByTheirNames(String pattern, String topic, boolean allowed) {
        manager.allowTopics(TopicRules.none().subscribe(pattern, ClientRule.ANYBODY))
                .start();
        Peer ann = join(Identity.of("ann"));
        String asked = "{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"" + topic + "\"}}";
        assertThat(answer(ann, asked).contains("\"data\":null")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*a", "a*b", "**", "inbox:{user}*"})
    void patternsThatWouldAllowTooMuchAreRefused(String pattern) {
        assertThatThrownBy(() -> TopicRules.none().subscribe(pattern, ClientRule.ANYBODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pattern: '" + pattern + "' (expected: ");
    }

    @Test
    void noRoleIsNoRule() {
        assertThatThrownBy(ClientRule::role).hasMessage("anyOf: none (expected: at least one role)");
    }
}
