package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets what, and in which order. */
final class HubDeliveryTest {

    private final HubRig rig = new HubRig(HubRig.options(4), new RoundRobinSharding());
    private final ShardedHub hub = rig.hub();

    private List<Guest> join(String user, int count) {
        return IntStream.range(0, count).mapToObj(i -> rig.join(user)).toList();
    }

    /* --------------- Who --------------- */

    @Test
    void broadcastReachesEverybodyOnce() {
        List<Guest> guests = join("u", 10);
        assertThat(hub.broadcast(text("hello"))).isEqualTo(new PublishResult(4, 0, false));
        rig.idle();
        assertThat(guests).allSatisfy(guest -> assertThat(guest.texts()).containsExactly("hello"));
        Books books = rig.books();
        assertThat(books.accepted()).isEqualTo(10);
        assertThat(books.sent()).isEqualTo(10);
    }

    @Test
    void userMessageReachesAllDevicesOfTheUserAndNobodyElse() {
        List<Guest> devices = join("anna", 6);
        Guest other = rig.join("bert");
        rig.idle();
        assertThat(hub.sendToUser("anna", text("m"))).isEqualTo(new PublishResult(4, 0, false));
        assertThat(hub.sendToUser("nobody", text("m"))).isEqualTo(PublishResult.NO_TAKERS);
        rig.idle();
        assertThat(devices).allSatisfy(guest -> assertThat(guest.texts()).containsExactly("m"));
        assertThat(other.texts()).isEmpty();
    }

    @Test
    void publicationGoesOnlyToShardsThatHaveTakers() {
        List<Guest> guests = join("u", 8);
        rig.idle();
        assertThat(hub.publish("t", text("nobody"))).isEqualTo(PublishResult.NO_TAKERS);
        guests.get(1).client().subscribe("t");
        guests.get(5).client().subscribe("t");
        assertThat(hub.publish("t", text("one shard"))).isEqualTo(new PublishResult(1, 0, false));
        guests.get(2).client().subscribe("t");
        assertThat(hub.publish("t", text("two shards"))).isEqualTo(new PublishResult(2, 0, false));
        rig.idle();
        assertThat(guests.get(1).texts()).containsExactly("one shard", "two shards");
        assertThat(guests.get(5).texts()).containsExactly("one shard", "two shards");
        assertThat(guests.get(2).texts()).containsExactly("two shards");
        assertThat(guests.get(0).texts()).isEmpty();
        assertThat(guests.get(1).client().topics()).containsExactly("t");
    }

    @Test
    void topicIsInTheMessage() {
        Guest guest = rig.join("u");
        guest.client().subscribe("quiz:42");
        hub.publish("quiz:42", Message.of("NEXT", "1"));
        rig.idle();
        assertThat(guest.texts()).containsExactly("{\"type\":\"NEXT\",\"topic\":\"quiz:42\",\"data\":1}");
    }

    @Test
    void repeatedSubscriptionsChangeNothing() {
        Guest guest = rig.join("u");
        for (int i = 0; i < 3; i++) {
            assertThat(guest.client().subscribe("t")).isEqualTo(SendResult.ACCEPTED);
        }
        hub.publish("t", text("once"));
        guest.client().unsubscribe("t");
        assertThat(guest.client().unsubscribe("t")).isEqualTo(SendResult.ACCEPTED);
        hub.publish("t", text("not any more"));
        rig.idle();
        assertThat(guest.texts()).containsExactly("once");
        assertThat(hub.publish("t", text("x"))).isEqualTo(PublishResult.NO_TAKERS);
    }

    @Test
    void topicsAndUsersAreForgottenWithTheirLastClient() {
        List<Guest> guests = join("u", 5);
        guests.forEach(guest -> guest.client().subscribe("t"));
        rig.idle();
        guests.forEach(Guest::leave);
        guests.get(0).client().subscribe("t"); // too late, or refused
        rig.idle();
        assertThat(hub.publish("t", text("x"))).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(hub.sendToUser("u", text("x"))).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(hub.broadcast(text("x"))).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(hub.clients()).isEmpty();
    }

    @Test
    void subscriptionThatMeetsADepartureLeavesNothingBehind() {
        Guest guest = rig.join("u");
        rig.idle();
        assertThat(guest.client().subscribe("t")).isEqualTo(SendResult.ACCEPTED);
        guest.leave();
        assertThat(guest.client().subscribe("t2")).isEqualTo(SendResult.CLOSED);
        rig.idle();
        assertThat(hub.publish("t", text("x"))).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(guest.client().topics()).isEmpty();
    }

    /* --------------- Order --------------- */

    /** D6: whatever mixture of ways one thread uses, what it hands in arrives in that order, for each priority. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SENT", "PENDING", "INLINE_COMPLETION", "BUSY"})
    void mixtureOfAllWaysArrivesInOrder(Mode mode) {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RecordingConnection connection = new RecordingConnection(mode, 1 + random.nextInt(3));
            Guest guest = rig.join("user-" + seed, connection);
            List<String> expected = sendAllWays(guest, random);
            for (int i = 0; i < 100 && guest.texts().size() < expected.size(); i++) {
                rig.idle();
                connection.completeAll();
                connection.setMode(mode == Mode.BUSY && i > 3 ? Mode.SENT : mode);
                rig.advance(Duration.ofMillis(1));
            }
            assertThat(guest.texts()).as("seed %d", seed).isEqualTo(expected);
            connection.completeAll();
            connection.assertNoViolations();
            guest.leave();
            rig.idle();
        }
        assertThat(rig.books().droppedTotal()).isZero();
    }

    /** Sends to one client in every way, with pauses; returns what it must get, in order. */
    private List<String> sendAllWays(Guest guest, SplittableRandom random) {
        List<String> expected = new ArrayList<>();
        boolean subscribed = false;
        for (int i = 0; i < 60; i++) {
            String text = guest.client().id() + " #" + i;
            boolean arrives = true;
            switch (random.nextInt(7)) {
                case 0 -> guest.client().send(text(text));
                case 1 -> hub.sendToUser(guest.client().userId(), text(text));
                case 2 -> hub.broadcast(text(text));
                case 3 -> {
                    hub.publish(guest.client().id(), text(text));
                    arrives = subscribed;
                }
                case 4 -> {
                    guest.client().subscribe(guest.client().id());
                    subscribed = true;
                    hub.publish(guest.client().id(), text(text));
                }
                case 5 -> {
                    guest.client().unsubscribe(guest.client().id());
                    subscribed = false;
                    hub.publish(guest.client().id(), text(text));
                    arrives = false;
                }
                default -> {
                    rig.runtime().runOnce();
                    arrives = false;
                }
            }
            if (arrives) {
                expected.add(text);
            }
        }
        return expected;
    }

    @Test
    void higherPriorityOvertakesWhatStillWaits() {
        Guest guest = rig.join("u", Mode.PENDING);
        guest.client().send(text("under way"));
        rig.idle();
        for (Priority priority : Priority.values()) {
            guest.client().send(text(priority + " 1").withPriority(priority));
            hub.broadcast(text(priority + " 2").withPriority(priority));
        }
        rig.idle();
        for (int i = 0; i < 9; i++) {
            assertThat(guest.connection().completeNext()).isTrue();
            rig.idle();
        }
        assertThat(guest.texts())
                .containsExactly(
                        "under way",
                        "CRITICAL 1",
                        "CRITICAL 2",
                        "HIGH 1",
                        "HIGH 2",
                        "NORMAL 1",
                        "NORMAL 2",
                        "LOW 1",
                        "LOW 2");
    }

    @Test
    void greetingIsTheFirstThingAClientGets() {
        Guest guest = rig.join(
                "u",
                new RecordingConnection(),
                new io.shardhub.core.testing.RecordingListener(text("welcome").withPriority(Priority.LOW)));
        guest.client().send(text("first"));
        hub.broadcast(text("second"));
        rig.idle();
        assertThat(guest.texts()).containsExactly("welcome", "first", "second");
    }

    /* --------------- Around close --------------- */

    @Test
    void whatWasHandedInBeforeCloseIsDeliveredAndWhatComesAfterIsRefused() {
        Guest guest = rig.join("u", Mode.PENDING);
        Guest other = rig.join("v");
        guest.client().subscribe("t");
        guest.client().send(text("a"));
        hub.broadcast(text("b"));
        hub.publish("t", text("c"));
        hub.sendToUser("u", text("d"));
        guest.client().close(io.shardhub.CloseCode.NORMAL, "done");
        assertThat(guest.client().isOpen()).isFalse();
        assertThat(guest.client().send(text("late"))).isEqualTo(SendResult.CLOSED);
        assertThat(guest.client().subscribe("t2")).isEqualTo(SendResult.CLOSED);
        assertThat(guest.client().unsubscribe("t")).isEqualTo(SendResult.CLOSED);
        hub.broadcast(text("late"));
        hub.publish("t", text("late"));
        hub.sendToUser("u", text("late"));
        for (int i = 0; i < 4; i++) {
            rig.idle();
            assertThat(guest.connection().closeCalls())
                    .as("closes behind what waits")
                    .isZero();
            assertThat(guest.connection().completeNext()).isTrue();
        }
        rig.idle();
        assertThat(guest.texts()).containsExactly("a", "b", "c", "d");
        assertThat(guest.closeCode()).isEqualTo(1000);
        assertThat(other.texts()).containsExactly("b", "late");
        Books books = rig.books();
        assertThat(books.dropped().get(DropCause.CLIENT_CLOSED))
                .as("three late ones")
                .isEqualTo(3);
        guest.leave();
        rig.idle();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1000");
        assertThat(guest.connection().writesAfterEnd()).isZero();
    }

    @Test
    void failureToEncodeIsTheCallersAndCostsNobodyAMessage() {
        WireProtocol failing = mock(WireProtocol.class);
        when(failing.encode(any())).thenThrow(new IllegalStateException("thrown by the test"));
        HubRig mute = new HubRig(HubRig.options(1), HubParts.defaults().withProtocol(failing), new ManualRuntime());
        Guest guest = mute.join("u");
        mute.idle();
        Message broken = Message.of("broken", null);
        assertThatThrownBy(() -> mute.hub().broadcast(broken)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mute.hub().sendToUser("u", broken)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guest.client().send(broken)).isInstanceOf(IllegalStateException.class);
        mute.hub().broadcast(text("fine"));
        mute.idle();
        assertThat(guest.texts()).containsExactly("fine");
        assertThat(mute.books().accepted()).isEqualTo(1);
        assertThat(mute.books().isBalanced()).isTrue();
    }
}
