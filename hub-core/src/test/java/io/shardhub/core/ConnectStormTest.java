package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Far more connections come at once than are let in. */
final class ConnectStormTest {

    private static final int CONNECTS = 50_000;
    private static final int RATE = 1_000;
    private static final int BURST = 2_000;
    private static final int ADMITTED = BURST + RATE; // in a second
    private static final Duration RETRY_AFTER = Duration.ofMillis(2_500);
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final HubOptions OPTIONS = HubRig.options(4)
            .withShards(new ShardOptions(4, ADMITTED / 4, 1_024, 64, "user_id")) // no place may get lost
            .withAdmission(new AdmissionOptions(RATE, BURST, RETRY_AFTER));

    private final HubRig rig = new HubRig(OPTIONS);

    /** Connections come over a second, the first at its beginning and the last at its end. */
    private void storm(Runnable connect) {
        long passed = 0;
        for (int i = 0; i < CONNECTS; i++) {
            long due = TimeUnit.SECONDS.toNanos(1) * i / (CONNECTS - 1);
            rig.runtime().skip(Duration.ofNanos(due - passed));
            passed = due;
            connect.run();
            if (i % 100 == 0) {
                rig.idle();
            }
        }
        rig.idle();
    }

    private void assertNobodyIsLeft(HubSnapshot before, int admitted) {
        HubSnapshot now = rig.hub().snapshot();
        assertThat(now.connected() - before.connected()).isEqualTo(admitted);
        assertThat(now.refusedTotal() - before.refusedTotal()).isEqualTo(CONNECTS - admitted);
        assertThat(now.clients()).isZero();
        assertThat(rig.hub().clients()).isEmpty();
        assertThat(now.shards()).allMatch(shard -> shard.mailbox() == 0 && shard.refusedCommands() == 0);
    }

    /** The transport asks before it upgrades, as it should; a second storm finds every place and every token again. */
    @Test
    void stormIsRefusedBeforeTheUpgradeAndLeavesNothingBehind() {
        for (int round = 1; round <= 2; round++) {
            HubSnapshot before = rig.hub().snapshot();
            List<Guest> inside = new ArrayList<>();
            List<Refusal> refusals = new ArrayList<>();
            storm(() -> {
                Optional<Refusal> refusal = rig.hub().refusal();
                refusal.ifPresentOrElse(refusals::add, () -> inside.add(rig.join("u" + inside.size())));
            });
            assertThat(inside).hasSize(ADMITTED).allMatch(guest -> guest.closeCode() == 0);
            assertThat(rig.hub().snapshot().clients()).isEqualTo(ADMITTED);
            assertThat(refusals)
                    .hasSize(CONNECTS - ADMITTED)
                    .containsOnly(new Refusal("hub hub takes 1000 new connections per second", RETRY_AFTER));
            assertThat(rig.hub().snapshot().refused())
                    .containsEntry(RefusalCause.RATE, (long) round * (CONNECTS - ADMITTED))
                    .containsEntry(RefusalCause.HUB_FULL, 0L);
            inside.forEach(Guest::leave);
            rig.idle().advance(GRACE);
            assertNobodyIsLeft(before, ADMITTED);
        }
    }

    /** The transport does not ask, or lost the race: whoever is upgraded already is closed. */
    @Test
    void stormThatIsUpgradedIsClosedWith1013AndLeavesNothingBehind() {
        HubSnapshot before = rig.hub().snapshot();
        List<Guest> inside = new ArrayList<>();
        List<Guest> outside = new ArrayList<>();
        storm(() -> {
            Guest guest = rig.join("u" + inside.size());
            (guest.closeCode() == 0 ? inside : outside).add(guest);
        });
        assertThat(inside).hasSize(ADMITTED);
        assertThat(outside).allMatch(guest -> guest.closeCode() == CloseCode.OVERLOADED.number());
        assertThat(rig.hub().snapshot().refused()).containsEntry(RefusalCause.RATE, (long) CONNECTS - ADMITTED);
        inside.forEach(Guest::leave);
        outside.subList(0, outside.size() / 2).forEach(Guest::leave); // the others do not answer
        rig.idle().advance(GRACE);
        assertNobodyIsLeft(before, ADMITTED);
        assertThat(outside)
                .allMatch(guest -> guest.listener().events().equals(List.of("closed 1013")))
                .filteredOn(guest -> guest.connection().isAborted())
                .hasSize(outside.size() - outside.size() / 2);
    }

    /** Eight threads at one moment: each token and each place is given away once, and each connection is counted once. */
    @Test
    void accountsAreExactHoweverManyThreadsConnect() throws InterruptedException {
        int each = 500;
        HubRig crowded = new HubRig(OPTIONS.withShards(new ShardOptions(4, 150, 8_192, 64, "user_id"))
                .withAdmission(new AdmissionOptions(1, 1_000, RETRY_AFTER)));
        crowded.idle();
        ConcurrentLinkedQueue<Guest> guests = new ConcurrentLinkedQueue<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(thread -> new Thread(() -> {
                    for (int i = 0;
                            i < each;
                            i++) { // nothing runs meanwhile: threads post commands, and read the clock
                        RecordingListener listener = new RecordingListener();
                        RecordingConnection connection = new RecordingConnection();
                        Identity identity = Identity.of("u" + thread + "-" + i);
                        guests.add(new Guest(
                                connection, crowded.hub().register(connection, identity, listener), listener));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        crowded.idle();
        HubSnapshot snapshot = crowded.hub().snapshot();
        assertThat(snapshot.connected()).isEqualTo(600);
        assertThat(snapshot.clients()).isEqualTo(600);
        assertThat(snapshot.refused())
                .containsEntry(RefusalCause.HUB_FULL, 400L)
                .containsEntry(RefusalCause.RATE, 3_000L);
        assertThat(snapshot.refusedTotal()).isEqualTo(3_400);
        guests.forEach(Guest::leave);
        crowded.idle();
        assertThat(crowded.hub().clients()).isEmpty();
        assertThat(crowded.hub().snapshot().clients()).isZero();
    }
}
