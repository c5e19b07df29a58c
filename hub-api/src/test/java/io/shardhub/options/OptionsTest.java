package io.shardhub.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.shardhub.OverflowPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OptionsTest {

    private static final HubOptions HUB = HubOptions.small();
    private static final ShardOptions SHARDS = HUB.shards();
    private static final OutboxOptions OUTBOX = HUB.outbox();
    private static final InboundOptions INBOUND = HUB.inbound();
    private static final LivenessOptions LIVENESS = HUB.liveness();
    private static final ClosingOptions CLOSING = HUB.closing();

    @ParameterizedTest
    @MethodSource({"badHubs", "badShards", "badOutboxes", "badInbounds", "badTimes"})
    void valueOutOfRangeIsRefusedWithItsNameAndTheRule(String message, ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    static Stream<Arguments> badHubs() {
        String rule = " (expected: 1 to 32 letters, digits or dashes)";
        return Stream.of(
                bad("name: " + rule, () -> HUB.withName("")),
                bad("name: a b" + rule, () -> HUB.withName("a b")),
                bad("name: \u00e4" + rule, () -> HUB.withName("\u00e4")),
                bad("name: a\n" + rule, () -> HUB.withName("a\n")),
                bad("name: " + "x".repeat(33) + rule, () -> HUB.withName("x".repeat(33))));
    }

    static Stream<Arguments> badShards() {
        return Stream.of(
                bad("shards.count: 0 (expected: 1 to 256)", () -> SHARDS.withCount(0)),
                bad("shards.count: 257 (expected: 1 to 256)", () -> SHARDS.withCount(257)),
                bad("shards.clientsPerShard: 0 (expected: 1 to 1000000)", () -> SHARDS.withClientsPerShard(0)),
                bad(
                        "shards.mailboxCapacity: 1000 (expected: a power of two from 64 to 1048576)",
                        () -> SHARDS.withMailboxCapacity(1_000)),
                bad(
                        "shards.mailboxCapacity: 32 (expected: a power of two from 64 to 1048576)",
                        () -> SHARDS.withMailboxCapacity(32)),
                bad(
                        "shards.mailboxCapacity: -2147483648 (expected: a power of two from 64 to 1048576)",
                        () -> SHARDS.withMailboxCapacity(Integer.MIN_VALUE)),
                bad("shards.drainLimit: 0 (expected: 1 to 16384)", () -> SHARDS.withDrainLimit(0)),
                bad("shards.drainLimit: 256 (expected: 1 to 64)", () -> SHARDS.withMailboxCapacity(64)));
    }

    static Stream<Arguments> badOutboxes() {
        return Stream.of(
                bad("outbox.capacity: 0 (expected: 1 to 65536)", () -> OUTBOX.withCapacity(0)),
                bad("outbox.maxBytes: 1023 (expected: 1024 to 1073741824)", () -> OUTBOX.withMaxBytes(1_023)),
                bad("outbox.maxAge: PT0S (expected: PT0.001S to PT24H)", () -> OUTBOX.withMaxAge(Duration.ZERO)),
                bad(
                        "outbox.writeDeadline: PT11M (expected: PT0.001S to PT10M)",
                        () -> OUTBOX.withWriteDeadline(Duration.ofMinutes(11))));
    }

    static Stream<Arguments> badInbounds() {
        return Stream.of(
                bad("inbound.workers: 0 (expected: 1 to 4096)", () -> INBOUND.withWorkers(0)),
                bad("inbound.maxMessageBytes: 63 (expected: 64 to 67108864)", () -> INBOUND.withMaxMessageBytes(63)),
                bad("inbound.maxWaiting: 0 (expected: 1 to 65536)", () -> INBOUND.withMaxWaiting(0)),
                bad(
                        "inbound.maxFaultsPerMinute: -1 (expected: 0 to 1000000)",
                        () -> INBOUND.withMaxFaultsPerMinute(-1)));
    }

    static Stream<Arguments> badTimes() {
        return Stream.of(
                bad(
                        "liveness.pingInterval: PT0.009S (expected: PT0.01S to PT1H)",
                        () -> LIVENESS.withPingInterval(Duration.ofMillis(9))),
                bad(
                        "liveness.pongTimeout: PT0S (expected: PT0.001S to PT10M)",
                        () -> LIVENESS.withPongTimeout(Duration.ZERO)),
                bad("closing.drain: PT-1S (expected: PT0S to PT10M)", () -> CLOSING.withDrain(Duration.ofSeconds(-1))),
                bad("closing.grace: PT0S (expected: PT0.001S to PT10M)", () -> CLOSING.withGrace(Duration.ZERO)),
                bad(
                        "closing.shutdown: PT2H (expected: PT0.001S to PT1H)",
                        () -> CLOSING.withShutdown(Duration.ofHours(2))),
                bad(
                        "closing.reconnectJitter: PT-1S (expected: PT0S to PT1H)",
                        () -> CLOSING.withReconnectJitter(Duration.ofSeconds(-1))));
    }

    @Test
    void borderValuesAreTaken() {
        assertThat(SHARDS.withCount(1)
                        .withCount(256)
                        .withClientsPerShard(1_000_000)
                        .maxClients())
                .isEqualTo(256_000_000L);
        assertThat(SHARDS.withDrainLimit(64).withMailboxCapacity(64).mailboxCapacity())
                .isEqualTo(64);
        assertThat(OUTBOX.withMaxBytes(1 << 30).withMaxAge(Duration.ofDays(1)).maxBytes())
                .isEqualTo(1 << 30);
        assertThat(INBOUND.withMaxFaultsPerMinute(0).maxFaultsPerMinute()).isZero();
        assertThat(CLOSING.withDrain(Duration.ZERO).drain()).isZero();
        assertThat(HUB.withName("A-9" + "x".repeat(29)).name()).hasSize(32);
    }

    @Test
    void presetsTakeTheClientsThatTheyAreNamedFor() {
        assertThat(List.of(HubOptions.small(), HubOptions.medium(), HubOptions.high()))
                .extracting(options -> options.shards().maxClients())
                .containsExactly(2_000L, 16_000L, 160_000L);
    }

    @Test
    void witherChangesOneValueAndLeavesTheOthers() {
        assertThat(OUTBOX.withOverflow(OverflowPolicy.DROP_NEWEST))
                .isEqualTo(new OutboxOptions(
                        OUTBOX.capacity(),
                        OUTBOX.maxBytes(),
                        OUTBOX.maxAge(),
                        OverflowPolicy.DROP_NEWEST,
                        OUTBOX.writeDeadline()));
        assertThat(HUB.withShards(SHARDS)
                        .withOutbox(OUTBOX)
                        .withInbound(INBOUND)
                        .withLiveness(LIVENESS)
                        .withClosing(CLOSING)
                        .withName(HUB.name()))
                .isEqualTo(HUB);
        assertThat(CLOSING).isEqualTo(ClosingOptions.defaults());
    }

    private static Arguments bad(String message, ThrowingCallable making) {
        return arguments(message, making);
    }
}
