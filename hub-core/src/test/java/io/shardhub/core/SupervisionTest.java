package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.Message;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEvent.Loss;
import io.shardhub.options.SupervisionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shard loses its thread, and its clients notice nothing, but for the one at fault. */
@ExtendWith(QuietLog.class)
final class SupervisionTest {

    private static final Duration HANG = Duration.ofSeconds(1);
    private static final Duration FOUND = HANG.plusMillis(500);

    private final HubRig rig =
            new HubRig(HubRig.options(1).withSupervision(new SupervisionOptions(HANG, 2, Duration.ofMinutes(1))));
    private final List<HubEvent> events = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();

    SupervisionTest() {
        rig.hub().listen(events::add);
        for (int i = 0; i < 10; i++) {
            guests.add(rig.join("u" + i));
        }
        rig.idle();
    }

    @AfterEach
    void booksBalance() {
        rig.runtime().releaseAll();
        rig.idle();
        rig.books();
        rig.close();
    }

    private void hangIn(Guest guest) {
        guest.connection().hangIn(rig.runtime().hanging());
    }

    @Test
    void clientWhoseSendHangsIsCutOffAndAllOthersGetTheMessage() {
        Guest culprit = guests.get(5);
        hangIn(culprit);
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle();
        assertThat(rig.runtime().hung()).hasSize(1);
        rig.advance(FOUND);
        assertThat(culprit.client().isOpen()).isFalse();
        assertThat(culprit.connection().isAborted()).isTrue();
        assertThat(culprit.listener().events()).containsExactly("registered", "closed 1006");
        List<Guest> others = new ArrayList<>(guests);
        others.remove(5);
        assertThat(others)
                .allMatch(guest -> guest.client().isOpen() && guest.texts().equals(List.of("m")));
        assertThat(events).contains(new HubEvent.ShardReplaced(0, Loss.HUNG));
        assertThat(rig.hub().snapshot().shards().get(0).replacements()).isEqualTo(1);
        assertThat(rig.hub().snapshot().stuck()).isEqualTo(1);
        rig.runtime().releaseAll();
        assertThat(rig.hub().snapshot().stuck()).isZero();
        rig.hub().broadcast(HubRig.text("n"));
        rig.idle();
        assertThat(guests.get(0).texts())
                .as("the thread that comes back does nothing")
                .containsExactly("m", "n");
    }

    /** The thread that reads may act for the shard, and hangs in its place then. */
    @Test
    void clientWhoseSendHangsTheThreadThatReadsIsCutOff() {
        Guest culprit = guests.get(5);
        hangIn(culprit);
        StandIn standIn = ((HubClient) culprit.client()).standIn();
        standIn.begin();
        culprit.client().send(HubRig.text("m"));
        Loop owed = standIn.end();
        assertThat(owed).isNotNull();
        owed.runReserved();
        assertThat(rig.runtime().hung()).hasSize(1);
        rig.advance(FOUND);
        assertThat(culprit.connection().isAborted()).isTrue();
        assertThat(culprit.listener().events()).containsExactly("registered", "closed 1006");
        assertThat(events).contains(new HubEvent.ShardReplaced(0, Loss.HUNG));
        rig.hub().broadcast(HubRig.text("n"));
        rig.idle();
        rig.runtime().releaseAll();
        assertThat(rig.hub().snapshot().stuck()).isZero();
        assertThat(guests.get(0).texts()).containsExactly("n");
    }

    /** Whoever was to deliver it does not come. */
    @Test
    void answerOfAHandlerThatDoesNotEndIsSent() {
        Guest guest = guests.get(5);
        StandIn standIn = ((HubClient) guest.client()).standIn();
        standIn.begin();
        guest.client().send(HubRig.text("m"));
        rig.idle();
        assertThat(guest.texts()).isEmpty();
        rig.advance(HANG.dividedBy(2));
        assertThat(guest.texts()).containsExactly("m");
        assertThat(events).isEmpty();
        Loop owed = standIn.end();
        assertThat(owed).isNotNull();
        owed.runReserved();
        rig.idle();
        assertThat(guest.texts()).as("when it ends after all").containsExactly("m");
    }

    @Test
    void shardForWhichNoThreadCanBeHadGetsOneLater() {
        Guest culprit = guests.get(5);
        hangIn(culprit);
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle();
        rig.runtime().refuse(1);
        rig.advance(FOUND);
        List<Guest> others = new ArrayList<>(guests);
        others.remove(5);
        assertThat(others)
                .allMatch(guest -> guest.client().isOpen() && guest.texts().equals(List.of("m")));
        assertThat(culprit.connection().isAborted()).isTrue();
        assertThat(culprit.client().isOpen()).isFalse();
        assertThat(events)
                .containsExactly(
                        new HubEvent.HealthChanged(List.of("shard 0 has no thread: unable to create native thread")),
                        new HubEvent.ShardReplaced(0, Loss.DIED),
                        new HubEvent.HealthChanged(List.of()));
    }

    @Test
    void hubIsHealthyAsLongAsThreadsAreReplaced() {
        rig.advance(HANG);
        hangIn(guests.get(5));
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle();
        rig.hub().broadcast(HubRig.text("n")); // waits, and nothing is drained meanwhile
        rig.advance(FOUND);
        assertThat(events).containsExactly(new HubEvent.ShardReplaced(0, Loss.HUNG));
        assertThat(guests.get(9).texts()).containsExactly("m", "n");
    }

    @Test
    void shardWhoseThreadDiedGoesOn() {
        rig.hub().broadcast(HubRig.text("m"));
        rig.runtime().kill("hub-hub-shard-0");
        rig.advance(FOUND);
        assertThat(guests).allMatch(guest -> guest.texts().equals(List.of("m")));
        assertThat(events).contains(new HubEvent.ShardReplaced(0, Loss.DIED));
    }

    @Test
    void greetingThatComesBackTooLateIsForgotten() {
        Runnable hanging = rig.runtime().hanging();
        RecordingConnection connection = new RecordingConnection();
        rig.hub().register(connection, Identity.of("late"), new ClientListener() {
            @Override
            public Message greeting(Client client) {
                hanging.run();
                return HubRig.text("welcome");
            }
        });
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle().advance(FOUND);
        assertThat(rig.hub().snapshot().shards().get(0).replacements()).isEqualTo(1);
        rig.runtime().releaseAll();
        rig.idle();
        assertThat(connection.isAborted()).isTrue();
        assertThat(connection.texts()).isEmpty();
        assertThat(guests).allMatch(guest -> guest.texts().equals(List.of("m")));
    }

    @Test
    void hubIsUnhealthyWhileItsBudgetIsSpent() {
        for (int i = 0; i < 3; i++) {
            hangIn(guests.get(i));
            rig.hub().broadcast(HubRig.text("m" + i));
            rig.advance(FOUND);
        }
        assertThat(rig.hub().snapshot().isHealthy()).isFalse();
        assertThat(rig.hub().snapshot().problems()).singleElement().asString().startsWith("shard 0 has no thread");
        assertThat(guests.get(2).client().isOpen()).as("nobody looks after it").isTrue();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.hub().snapshot().isHealthy()).isTrue();
        assertThat(guests.get(2).client().isOpen()).isFalse();
        assertThat(guests.get(9).texts()).containsExactly("m0", "m1", "m2");
    }

    @Test
    void hubIsUnhealthyWhileAListenerHoldsUpTheCaretaker() {
        Runnable hanging = rig.runtime().hanging();
        rig.hub().listen(event -> hanging.run());
        CompletableFuture<Void> resized = rig.hub().resize(2);
        rig.idle();
        assertThat(rig.runtime().hung()).containsExactly("hub-hub-caretaker");
        assertThat(rig.hub().snapshot().isHealthy()).isTrue();
        rig.advance(HANG);
        assertThat(rig.hub().snapshot().isHealthy()).isFalse();
        assertThat(rig.hub().snapshot().isReady()).isFalse();
        assertThat(rig.hub().snapshot().problems())
                .singleElement()
                .asString()
                .startsWith("the caretaker makes no progress, in a listener: io.shardhub.core.SupervisionTest");
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle();
        assertThat(guests).as("messages go on").allMatch(guest -> guest.texts().equals(List.of("m")));
        rig.runtime().releaseAll();
        rig.idle();
        assertThat(rig.hub().snapshot().isHealthy()).isTrue();
        assertThat(resized).isCompleted();
    }

    @Test
    void caretakerWithNothingToDoIsHealthy() {
        for (int i = 0; i < 100; i++) {
            rig.advance(HANG.dividedBy(10));
            assertThat(rig.hub().snapshot().problems()).isEmpty();
        }
    }

    @Test
    void shardThatDoesNotRunIsNoticedAlthoughOnlySignalsWait() {
        guests.get(0).leave();
        look(FOUND);
        assertThat(rig.hub().snapshot().shards().get(0).mailbox())
                .as("commands")
                .isZero();
        assertThat(rig.hub().snapshot().problems()).isEmpty();
        look(HANG);
        assertThat(rig.hub().snapshot().problems()).containsExactly("shard 0 makes no progress");
        rig.idle();
        look(HANG);
        assertThat(rig.hub().snapshot().problems()).isEmpty();
    }

    /** The caretaker looks when so much time has passed, in which no other thread was run. */
    private void look(Duration later) {
        rig.runtime().skip(later);
        var unused = rig.hub().reopenShard(0);
        rig.runtime().runUntilIdle("hub-hub-caretaker");
    }

    @Test
    void massDisconnectIsNoticedOnce() {
        HubRig crowded = new HubRig(HubRig.options(2));
        List<HubEvent> heard = new ArrayList<>();
        crowded.hub().listen(heard::add);
        List<Guest> crowd = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            crowd.add(crowded.join("" + i));
        }
        crowded.idle().advance(Duration.ofSeconds(3));
        crowd.subList(0, 950).forEach(Guest::leave);
        crowded.idle().advance(Duration.ofSeconds(5));
        assertThat(crowded.hub().clients()).hasSize(50);
        assertThat(heard)
                .filteredOn(event -> event instanceof HubEvent.MassDisconnect)
                .singleElement()
                .satisfies(event -> {
                    HubEvent.MassDisconnect burst = (HubEvent.MassDisconnect) event;
                    assertThat(burst.clients()).isEqualTo(950);
                    assertThat(burst.before()).isEqualTo(1_000);
                });
        crowded.close();
    }
}
