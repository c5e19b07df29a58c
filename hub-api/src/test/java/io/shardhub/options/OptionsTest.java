package io.shardhub.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.shardhub.HandlerOptions;
import io.shardhub.OverflowPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class OptionsTest {

    private static final HubOptions HUB = HubOptions.small();
    private static final ShardOptions SHARDS = HUB.shards();
    private static final OutboxOptions OUTBOX = HUB.outbox();
    private static final InboundOptions INBOUND = HUB.inbound();
    private static final CreditOptions CREDIT = INBOUND.credit();
    private static final LivenessOptions LIVENESS = HUB.liveness();
    private static final ClosingOptions CLOSING = HUB.closing();
    private static final RebalanceOptions REBALANCE = HUB.rebalance();
    private static final SupervisionOptions SUPERVISION = HUB.supervision();
    private static final AdmissionOptions ADMISSION = HUB.admission();
    private static final ClusterOptions CLUSTER = HUB.cluster();
    private static final BalanceOptions BALANCE = CLUSTER.balance();

    private static final String NAMES = " (expected: 1 to 64 lower-case letters, digits, dashes or underscores)";

    @ParameterizedTest
    @MethodSource({
        "badHubs",
        "badShards",
        "badOutboxes",
        "badInbounds",
        "badCredits",
        "badTimes",
        "badPolicies",
        "badClusters"
    })
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
                bad("shards.drainLimit: 256 (expected: 1 to 64)", () -> SHARDS.withMailboxCapacity(64)),
                bad("shards.strategy: " + NAMES, () -> SHARDS.withStrategy("")),
                bad("shards.strategy: User" + NAMES, () -> SHARDS.withStrategy("User")),
                bad("shards.strategy: " + "x".repeat(65) + NAMES, () -> SHARDS.withStrategy("x".repeat(65))));
    }

    static Stream<Arguments> badOutboxes() {
        return Stream.of(
                bad("outbox.capacity: 0 (expected: 1 to 65536)", () -> OUTBOX.withCapacity(0)),
                bad("outbox.maxBytes: 1023 (expected: 1024 to 1073741824)", () -> OUTBOX.withMaxBytes(1_023)),
                bad("outbox.maxAge: PT0S (expected: PT0.001S to PT24H)", () -> OUTBOX.withMaxAge(Duration.ZERO)),
                bad(
                        "outbox.writeDeadline: PT11M (expected: PT0.001S to PT10M)",
                        () -> OUTBOX.withWriteDeadline(Duration.ofMinutes(11))),
                bad("outbox.linger: PT11S (expected: PT0S to PT10S)", () -> OUTBOX.withLinger(Duration.ofSeconds(11))),
                bad(
                        "outbox.linger: PT-0.001S (expected: PT0S to PT10S)",
                        () -> OUTBOX.withLinger(Duration.ofMillis(-1))),
                bad(
                        "outbox.linger: PT1S (expected: at most half of outbox.maxAge, PT1.999S)",
                        () -> OUTBOX.withLinger(Duration.ofSeconds(1)).withMaxAge(Duration.ofMillis(1_999))),
                bad("outbox.batchMessages: 0 (expected: 1 to 1024)", () -> OUTBOX.withBatchMessages(0)),
                bad("outbox.batchBytes: 1023 (expected: 1024 to 1048576)", () -> OUTBOX.withBatchBytes(1_023)));
    }

    static Stream<Arguments> badInbounds() {
        return Stream.of(
                bad("inbound.workers: 0 (expected: 1 to 4096)", () -> INBOUND.withWorkers(0)),
                bad("inbound.maxMessageBytes: 63 (expected: 64 to 67108864)", () -> INBOUND.withMaxMessageBytes(63)),
                bad("inbound.maxVirtual: 0 (expected: 1 to 1000000)", () -> INBOUND.withMaxVirtual(0)),
                bad(
                        "inbound.agedAfter: PT0S (expected: PT0.001S to PT10M)",
                        () -> INBOUND.withAgedAfter(Duration.ZERO)),
                bad(
                        "inbound.handlerDeadline: PT2H (expected: PT0.001S to PT1H)",
                        () -> INBOUND.withHandlerDeadline(Duration.ofHours(2))),
                bad(
                        "deadline: PT0S (expected: PT0.001S to PT1H)",
                        () -> HandlerOptions.defaults().withDeadline(Duration.ZERO)),
                bad(
                        "inbound.maxFaultsPerMinute: -1 (expected: 0 to 1000000)",
                        () -> INBOUND.withMaxFaultsPerMinute(-1)));
    }

    static Stream<Arguments> badCredits() {
        return Stream.of(
                bad("inbound.credit.messages: 0 (expected: 1 to 65536)", () -> CREDIT.withMessages(0)),
                bad("inbound.credit.bytes: 63 (expected: 64 to 1073741824)", () -> CREDIT.withBytes(63)),
                bad(
                        "inbound.credit.bytes: 65535 (expected: at least inbound.maxMessageBytes, 65536)",
                        () -> INBOUND.withCredit(CREDIT.withBytes(65_535))),
                bad(
                        "inbound.credit.bytes: 262144 (expected: at least inbound.maxMessageBytes, 262145)",
                        () -> INBOUND.withMaxMessageBytes(262_145)),
                bad("inbound.credit.hubMessages: 0 (expected: 1 to 16777216)", () -> CREDIT.withHubMessages(0)),
                bad(
                        "inbound.credit.hubBytes: 262143 (expected: at least inbound.credit.bytes, 262144)",
                        () -> CREDIT.withHubBytes(262_143)),
                bad("inbound.credit.maxHeld: -1 (expected: 0 to 4096)", () -> CREDIT.withMaxHeld(-1)),
                bad(
                        "inbound.credit.holdFor: PT11S (expected: PT0.001S to PT10S)",
                        () -> CREDIT.withHoldFor(Duration.ofSeconds(11))),
                bad(
                        "inbound.credit.maxRefusedPerMinute: -1 (expected: 0 to 1000000)",
                        () -> CREDIT.withMaxRefusedPerMinute(-1)));
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
                        () -> CLOSING.withReconnectJitter(Duration.ofSeconds(-1))),
                bad("closing.spread: PT2H (expected: PT0S to PT1H)", () -> CLOSING.withSpread(Duration.ofHours(2))));
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
        assertThat(REBALANCE
                        .withInterval(Duration.ZERO)
                        .withInterval(Duration.ofMillis(100))
                        .withThreshold(1.05)
                        .withThreshold(10)
                        .threshold())
                .isEqualTo(10);
        assertThat(SUPERVISION.withRestarts(0).restarts()).isZero();
        assertThat(INBOUND.withMaxFaultsPerMinute(0).maxFaultsPerMinute()).isZero();
        assertThat(CLOSING.withDrain(Duration.ZERO).drain()).isZero();
        assertThat(HUB.withName("A-9" + "x".repeat(29)).name()).hasSize(32);
    }

    static Stream<Arguments> badPolicies() {
        String interval = " (expected: PT0S, or PT0.1S to PT1H)";
        return Stream.of(
                bad("rebalance.interval: PT0.099S" + interval, () -> REBALANCE.withInterval(Duration.ofMillis(99))),
                bad("rebalance.interval: PT-0.1S" + interval, () -> REBALANCE.withInterval(Duration.ofMillis(-100))),
                bad("rebalance.interval: PT1H1M" + interval, () -> REBALANCE.withInterval(Duration.ofMinutes(61))),
                bad("rebalance.threshold: 1.04 (expected: 1.05 to 10.0)", () -> REBALANCE.withThreshold(1.04)),
                bad("rebalance.threshold: 10.1 (expected: 1.05 to 10.0)", () -> REBALANCE.withThreshold(10.1)),
                bad("rebalance.threshold: NaN (expected: 1.05 to 10.0)", () -> REBALANCE.withThreshold(Double.NaN)),
                bad("rebalance.maxMoves: 0 (expected: 1 to 100000)", () -> REBALANCE.withMaxMoves(0)),
                bad("rebalance.slice: 1025 (expected: 1 to 1024)", () -> REBALANCE.withSlice(1_025)),
                bad(
                        "supervision.hangAfter: PT0.999S (expected: PT1S to PT10M)",
                        () -> SUPERVISION.withHangAfter(Duration.ofMillis(999))),
                bad("supervision.restarts: -1 (expected: 0 to 1000)", () -> SUPERVISION.withRestarts(-1)),
                bad("supervision.window: PT25H (expected: PT1S to PT24H)", () -> SUPERVISION.withWindow(hours(25))),
                bad(
                        "admission.connectsPerSecond: 0 (expected: 1 to 1000000)",
                        () -> ADMISSION.withConnectsPerSecond(0)),
                bad("admission.burst: 1000001 (expected: 1 to 1000000)", () -> ADMISSION.withBurst(1_000_001)),
                bad(
                        "admission.retryAfter: PT2H (expected: PT0.001S to PT1H)",
                        () -> ADMISSION.withRetryAfter(hours(2))),
                bad("cluster.connections: 0 (expected: 1 to 1000)", () -> CLUSTER.withConnections(0)),
                bad("cluster.connections: 1001 (expected: 1 to 1000)", () -> CLUSTER.withConnections(1_001)));
    }

    static Stream<Arguments> badClusters() {
        return Stream.of(
                bad("cluster.url: a b (expected: ws://..., wss://..., or none)", () -> CLUSTER.withUrl("a b")),
                bad(
                        "cluster.url: http://a (expected: ws://..., wss://..., or none)",
                        () -> CLUSTER.withUrl("http://a")),
                bad(
                        "cluster.heartbeat: PT0.049S (expected: PT0.05S to PT1M)",
                        () -> CLUSTER.withHeartbeat(Duration.ofMillis(49))),
                bad("cluster.buffer: 0 (expected: 1 to 1048576)", () -> CLUSTER.withBuffer(0)),
                bad("cluster.answer: PT1H (expected: PT0.01S to PT1M)", () -> CLUSTER.withAnswer(hours(1))),
                bad(
                        "cluster.balance.interval: PT0.5S (expected: PT0S, or PT1S to PT1H)",
                        () -> BALANCE.withInterval(Duration.ofMillis(500))),
                bad("cluster.balance.threshold: 1.0 (expected: 1.05 to 10.0)", () -> BALANCE.withThreshold(1)),
                bad("cluster.balance.slice: 0 (expected: 1 to 100000)", () -> BALANCE.withSlice(0)),
                bad("cluster.balance.jitter: PT2H (expected: PT0S to PT1H)", () -> BALANCE.withJitter(hours(2))),
                bad(
                        "cluster.balance.jitter: PT2S (expected: at most half of the interval, PT3S)",
                        () -> BALANCE.withInterval(Duration.ofSeconds(3))));
    }

    @Test
    void recordNamesAllItsFaultsAtOnce() {
        assertThatThrownBy(() -> new RebalanceOptions(Duration.ZERO, 0, 0, 0))
                .isInstanceOf(OptionsException.class)
                .hasMessage("""
                        rebalance.threshold: 0.0 (expected: 1.05 to 10.0)
                        rebalance.maxMoves: 0 (expected: 1 to 100000)
                        rebalance.slice: 0 (expected: 1 to 1024)""");
    }

    /** Of a range the number that is nearest to that of the processors. */
    @ParameterizedTest
    @CsvSource({
        "SMALL,  1,    2, 1000,   4,  256, 60,  5,  1000,  2000",
        "SMALL,  3,    3, 1000,   6,  256, 60,  5,  1000,  2000",
        "SMALL,  99,   4, 1000,   8,  256, 60,  5,  1000,  2000",
        "MEDIUM, 2,    8, 2000,  16,  512, 30, 10,  2000,  4000",
        "MEDIUM, 12,  12, 2000,  24,  512, 30, 12,  2000,  4000",
        "MEDIUM, 18,  16, 2000,  32,  512, 30, 18,  2000,  4000",
        "MEDIUM, 99,  16, 2000,  32,  512, 30, 20,  2000,  4000",
        "HIGH,   2,   32, 5000,  64, 1024, 15, 20,  5000, 10000",
        "HIGH,   40,  40, 5000,  80, 1024, 15, 40,  5000, 10000",
        "HIGH,   256, 64, 5000, 128, 1024, 15, 50,  5000, 10000",
    })
    void presetsFollowTheTable(ArgumentsAccessor row) {
        HubOptions options = Preset.valueOf(row.getString(0)).options(row.getInteger(1));
        assertThat(List.of(
                        options.shards().count(),
                        options.shards().clientsPerShard(),
                        options.inbound().workers(),
                        options.outbox().capacity(),
                        (int) options.liveness().pingInterval().toSeconds(),
                        options.cluster().connections(),
                        options.admission().connectsPerSecond(),
                        options.admission().burst()))
                .isEqualTo(IntStream.range(2, 10).mapToObj(row::getInteger).toList());
    }

    @Test
    void presetsAreTakenForThisMachine() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(List.of(HubOptions.small(), HubOptions.medium(), HubOptions.high()))
                .isEqualTo(Stream.of(Preset.values())
                        .map(preset -> preset.options(processors))
                        .toList());
    }

    @Test
    void witherChangesOneValueAndLeavesTheOthers() {
        assertThat(OUTBOX.withOverflow(OverflowPolicy.DROP_NEWEST))
                .isEqualTo(new OutboxOptions(
                        OUTBOX.capacity(),
                        OUTBOX.maxBytes(),
                        OUTBOX.maxAge(),
                        OverflowPolicy.DROP_NEWEST,
                        OUTBOX.writeDeadline(),
                        OUTBOX.linger(),
                        OUTBOX.batchMessages(),
                        OUTBOX.batchBytes()));
        assertThat(OUTBOX.withLinger(Duration.ofSeconds(1))
                        .withBatchMessages(7)
                        .withBatchBytes(2_048)
                        .withLinger(OUTBOX.linger())
                        .withBatchMessages(OUTBOX.batchMessages())
                        .withBatchBytes(OUTBOX.batchBytes()))
                .isEqualTo(OUTBOX);
        assertThat(HUB.withShards(SHARDS)
                        .withOutbox(OUTBOX)
                        .withInbound(INBOUND)
                        .withLiveness(LIVENESS)
                        .withClosing(CLOSING)
                        .withRebalance(REBALANCE)
                        .withSupervision(SUPERVISION)
                        .withAdmission(ADMISSION)
                        .withCluster(HUB.cluster())
                        .withName(HUB.name()))
                .isEqualTo(HUB);
        assertThat(CLOSING).isEqualTo(ClosingOptions.defaults());
        assertThat(REBALANCE).isEqualTo(RebalanceOptions.defaults());
        assertThat(SUPERVISION).isEqualTo(SupervisionOptions.defaults());
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    private static Arguments bad(String message, ThrowingCallable making) {
        return arguments(message, making);
    }
}
