package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseReason;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.LimitOptions;
import io.shardhub.options.RateOptions;
import io.shardhub.options.ShapeOptions;
import io.shardhub.options.UserPolicy;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one user, one address and one client may have and do, and what comes of more. */
@ExtendWith(QuietLog.class)
final class LimitsTest {

    private static final LimitOptions NONE = LimitOptions.unlimited();
    private static final String WARNING = "{\"type\":\"hub.error\",\"data\":{\"code\":\"rate_limited\",\"message\":"
            + "\"too much at once: what you send is not handled now\"}}";

    private final ManualRuntime runtime = new ManualRuntime();
    private final List<String> handled = new ArrayList<>();
    private Manager manager = Manager.create(HubRig.options(1));

    private record Peer(RecordingConnection connection, Receiver receiver) {
        List<String> texts() {
            return connection.texts().subList(1, connection.texts().size()); // after the welcome
        }

        int closeCode() {
            return connection.closeReason().map(CloseReason::code).orElse(0);
        }

        void leave() {
            receiver.closed(new CloseReason(1000, ""));
        }

        void say(String data) {
            receiver.text("{\"type\":\"note\",\"data\":\"" + data + "\"}");
        }
    }

    private void start(LimitOptions limits) {
        manager = Manager.create(
                HubRig.options(2).withLimits(limits), HubParts.defaults().withRuntime(runtime));
        manager.on("note", String.class, request -> handled.add(String.valueOf(request.data())))
                .allowTopics((client, topic) -> true)
                .start();
    }

    @AfterEach
    void booksBalance() {
        runtime.runUntilIdle();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        HubRig.balancedBooks(manager.hub());
    }

    private Peer join(String user, String address) {
        RecordingConnection connection = new RecordingConnection();
        Peer peer = new Peer(
                connection, manager.accept(connection, Identity.of(user).withRemoteAddress(address)));
        runtime.runUntilIdle();
        return peer;
    }

    private Peer join(String user) {
        return join(user, "");
    }

    private Optional<Refusal> refusal(String address) {
        return manager.refusal(new Handshake("/ws", Map.of(), Map.of(), address, Optional.empty()));
    }

    private void pass(Duration time) {
        runtime.advance(time);
    }

    /* --------------- Connections --------------- */

    @Test
    void theOldestConnectionOfAUserGivesWay() {
        start(NONE.withPerUser(2, UserPolicy.REPLACE_OLDEST));
        List<Peer> devices = List.of(join("ann"), join("ann"), join("ann"), join("bob"));
        assertThat(devices).extracting(Peer::closeCode).containsExactly(4409, 0, 0, 0);
        assertThat(manager.refusal(Identity.of("ann"))).isEmpty();
        devices.get(0).leave();
        devices.get(1).leave();
        runtime.runUntilIdle();
        Peer next = join("ann");
        assertThat(devices.get(2).closeCode()).as("there was a place").isZero();
        join("ann");
        assertThat(List.of(devices.get(2).closeCode(), next.closeCode())).containsExactly(4409, 0);
        assertThat(manager.snapshot().closed()).isEqualTo(Map.of(4409, 1L, 1000, 1L));
    }

    @Test
    void aUserWithTooManyConnectionsIsRefusedBeforeAndAfterTheUpgrade() {
        start(NONE.withPerUser(2, UserPolicy.REFUSE_NEW));
        List<Peer> devices = List.of(join("ann"), join("ann"), join("ann"));
        assertThat(devices).extracting(Peer::closeCode).containsExactly(0, 0, 1013);
        assertThat(manager.refusal(Identity.of("ann")).orElseThrow().status()).isEqualTo(429);
        assertThat(manager.refusal(Identity.of("bob"))).isEmpty();
        assertThat(manager.snapshot().refused()).containsEntry(RefusalCause.USER_FULL, 2L);
        devices.get(2).leave();
        devices.get(1).leave();
        runtime.runUntilIdle();
        assertThat(manager.refusal(Identity.of("ann"))).isEmpty();
        assertThat(join("ann").closeCode()).isZero();
    }

    @Test
    void anAddressHasItsLimitAndAnIpv6NetworkIsOne() {
        start(NONE.withPerAddress(2));
        List<Peer> peers = List.of(
                join("a", "203.0.113.9"),
                join("b", "203.0.113.9"),
                join("c", "203.0.113.9"),
                join("d", "203.0.113.8"),
                join("e", "2001:db8:0:1::1"),
                join("f", "2001:db8:0:1:ffff::2"),
                join("g", "2001:db8:0:1::3"),
                join("h", "2001:db8:0:2::1"));
        assertThat(peers).extracting(Peer::closeCode).containsExactly(0, 0, 1013, 0, 0, 0, 1013, 0);
        assertThat(refusal("203.0.113.9").orElseThrow().status()).isEqualTo(429);
        assertThat(refusal("2001:db8:0:1::77").orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(refusal("203.0.113.8")).isEmpty();
        assertThat(manager.snapshot().refused()).containsEntry(RefusalCause.ADDRESS_FULL, 4L);
        peers.get(0).leave();
        runtime.runUntilIdle();
        assertThat(refusal("203.0.113.9")).isEmpty();
    }

    @Test
    void privateAndUnknownAddressesAreNotCounted() {
        start(NONE.withPerAddress(1));
        for (String address : List.of("127.0.0.1", "10.1.2.3", "192.168.0.1", "::1", "fd00::1", "fe80::1%eth0", "")) {
            assertThat(List.of(
                            join("a", address).closeCode(), join("b", address).closeCode()))
                    .as(address)
                    .containsExactly(0, 0);
        }
    }

    @Test
    void whoIsRefusedTakesNobodysPlace() {
        start(NONE.withPerUser(1, UserPolicy.REFUSE_NEW).withPerAddress(1));
        Peer first = join("ann", "203.0.113.9");
        assertThat(join("ann", "203.0.113.7").closeCode()).isEqualTo(1013);
        assertThat(join("bob", "203.0.113.7").closeCode())
                .as("ann does not have that address")
                .isZero();
        assertThat(join("cid", "203.0.113.9").closeCode()).isEqualTo(1013);
        assertThat(join("cid", "203.0.113.5").closeCode())
                .as("cid has no connection yet")
                .isZero();
        assertThat(first.closeCode()).isZero();
    }

    /* --------------- Messages --------------- */

    @Test
    void whoSendsTooManyMessagesIsWarnedOnceAndThenClosed() {
        start(NONE.withRate(RateOptions.unlimited().withMessages(10, 20)));
        Peer peer = join("ann");
        for (int i = 0; i < 20; i++) {
            peer.say("m" + i);
        }
        assertThat(peer.texts()).isEmpty();
        for (int i = 20; i < 40; i++) {
            peer.say("m" + i);
        }
        runtime.runUntilIdle();
        assertThat(handled).hasSize(20);
        assertThat(peer.texts()).containsExactly(WARNING);
        assertThat(peer.closeCode()).isZero();
        peer.say("one more");
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(4429);
        assertThat(manager.inbound().faults()).containsExactly(Map.entry("rate_limited", 21L));
    }

    @Test
    void whoSlowsDownIsHeardAgainAndWarnedAnew() {
        start(NONE.withRate(RateOptions.unlimited().withMessages(10, 20)));
        Peer peer = join("ann");
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 22; i++) {
                peer.say("m" + i);
            }
            runtime.runUntilIdle();
            assertThat(handled).hasSize(20 * round);
            assertThat(peer.texts()).hasSize(round).containsOnly(WARNING);
            pass(Duration.ofMillis(2_200));
            peer.say("quiet");
            runtime.runUntilIdle();
            handled.remove("quiet");
            pass(Duration.ofMillis(100));
        }
        assertThat(peer.closeCode()).isZero();
    }

    @Test
    void aSteadySenderWithinTheRateIsNeverRefused() {
        start(NONE.withRate(RateOptions.unlimited().withMessages(10, 1)));
        Peer peer = join("ann");
        for (int i = 0; i < 1_000; i++) {
            peer.say("m");
            pass(Duration.ofMillis(100));
        }
        assertThat(handled).hasSize(1_000);
        assertThat(manager.inbound().faults()).isEmpty();
    }

    @Test
    void bytesHaveTheirRateToo() {
        int largest = HubRig.options(1).inbound().maxMessageBytes();
        start(NONE.withRate(RateOptions.unlimited().withBytes(largest, largest)));
        Peer peer = join("ann");
        peer.say("x".repeat(60_000));
        peer.say("x".repeat(60_000));
        peer.receiver().binary(10_000);
        runtime.runUntilIdle();
        assertThat(handled).hasSize(1);
        assertThat(peer.texts()).containsExactly(WARNING);
        peer.receiver().binary(10_000);
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(4429);
        assertThat(manager.inbound().faults()).containsExactly(Map.entry("rate_limited", 3L));
    }

    @Test
    void oneClientsDebtIsNobodyElses() {
        start(NONE.withRate(RateOptions.unlimited().withMessages(1, 1)));
        Peer flood = join("flood");
        Peer honest = join("honest");
        for (int i = 0; i < 5; i++) {
            flood.say("f");
        }
        honest.say("h");
        runtime.runUntilIdle();
        assertThat(flood.closeCode()).isEqualTo(4429);
        assertThat(handled).containsExactlyInAnyOrder("f", "h");
    }

    @Test
    void topicsHaveTheirLimit() {
        start(NONE.withTopics(2));
        Peer peer = join("ann");
        for (int i = 0; i < 3; i++) {
            peer.receiver()
                    .text("{\"type\":\"hub.subscribe\",\"id\":\"" + i + "\",\"data\":{\"topic\":\"t" + i + "\"}}");
            runtime.runUntilIdle();
        }
        assertThat(peer.texts()).hasSize(3).last().asString().contains("too_many_topics");
    }

    @Test
    void whatIsTooDeepOrHasTooManyNamesIsRefused() {
        start(NONE.withShape(new ShapeOptions(3, 4)));
        Peer peer = join("ann");
        peer.receiver().text("{\"type\":\"note\",\"x\":[[1]],\"data\":\"[[[[{{{{ : : : :\"}");
        peer.receiver().text("{\"type\":\"note\",\"x\":[[[1]]]}");
        peer.receiver().text("{\"type\":\"note\",\"data\":{\"a\":1,\"b\":{},\"c\":\"\\\":\"}}");
        peer.receiver().text("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"type\":\"note\"}");
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("[[[[{{{{ : : : :");
        assertThat(peer.texts().get(0)).contains("too_complex", "more than 3 levels");
        assertThat(manager.inbound().faults()).containsEntry("too_complex", 3L);
    }

    /* --------------- Silence --------------- */

    @Test
    void whoSaysNothingAtFirstIsClosed() {
        start(NONE.withFirstMessage(Duration.ofSeconds(5)));
        Peer silent = join("silent");
        Peer speaker = join("speaker");
        pass(Duration.ofMillis(4_999));
        silent.receiver().pong();
        speaker.say("hello");
        pass(Duration.ofMillis(1));
        assertThat(List.of(silent.closeCode(), speaker.closeCode())).containsExactly(1008, 0);
        pass(Duration.ofSeconds(40));
        assertThat(speaker.closeCode()).isZero();
    }

    @Test
    void whoSaysNothingForLongIsClosed() {
        start(NONE.withIdle(Duration.ofSeconds(10)));
        Peer peer = join("ann");
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMillis(9_999));
            assertThat(peer.closeCode()).isZero();
            peer.say("still here");
        }
        pass(Duration.ofSeconds(5));
        peer.receiver().pong();
        pass(Duration.ofSeconds(5));
        assertThat(peer.closeCode()).as("a pong is no word").isEqualTo(1000);
    }
}
