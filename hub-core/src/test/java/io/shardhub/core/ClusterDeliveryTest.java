package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.Target;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubNodes;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.event.HubEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages cross from node to node, to those who take them and to nobody else. */
final class ClusterDeliveryTest {

    private final HubNodes nodes = new HubNodes(new ManualRuntime(), HubNodes.CLUSTER);

    @BeforeEach
    void startTwo() {
        nodes.start("a");
        nodes.start("b");
        nodes.idle();
    }

    @AfterEach
    void booksBalance() {
        nodes.hubs().values().forEach(HubRig::balancedBooks);
        nodes.close();
    }

    private BusSnapshot bus(String node) {
        return nodes.cluster(node).snapshot().bus();
    }

    @Test
    void everybodyEverywhereGetsABroadcastOnce() {
        Guest here = nodes.join("a", "1");
        Guest there = nodes.join("b", "2");
        nodes.idle();
        PublishResult result = nodes.hub("a").broadcast(Message.of("NEWS", "[1]"));
        assertThat(result).isEqualTo(new PublishResult(1, 0, false, SendResult.ACCEPTED));
        assertThat(result.isComplete()).isTrue();
        nodes.idle();
        assertThat(here.texts()).containsExactly("{\"type\":\"NEWS\",\"data\":[1]}");
        assertThat(there.texts()).isEqualTo(here.texts());
    }

    @Test
    void userGetsAMessageWhereverHeIs() {
        List<Guest> devices = List.of(nodes.join("a", "ann"), nodes.join("b", "ann"), nodes.join("b", "ann"));
        Guest other = nodes.join("b", "bob");
        nodes.idle();
        nodes.hub("b").sendToUser("ann", Message.of("HI", null));
        nodes.idle();
        assertThat(devices).allSatisfy(device -> assertThat(device.texts()).containsExactly("{\"type\":\"HI\"}"));
        assertThat(other.texts()).isEmpty();
    }

    @Test
    void nodeHearsOnlyWhatSomebodyThereTakes() {
        Guest guest = nodes.join("b", "ann");
        nodes.idle();
        assertThat(bus("b").subscriptions()).as("the user").isEqualTo(1);
        long before = bus("b").incoming().received();
        nodes.hub("a").publish("t", Message.of("M", "1"));
        nodes.hub("a").sendToUser("bob", Message.of("M", "2"));
        nodes.idle();
        assertThat(bus("b").incoming().received()).isEqualTo(before);
        guest.client().subscribe("t");
        nodes.idle();
        nodes.hub("a").publish("t", Message.of("M", "3"));
        nodes.idle();
        assertThat(guest.texts()).containsExactly("{\"type\":\"M\",\"topic\":\"t\",\"data\":3}");
        guest.client().unsubscribe("t");
        nodes.idle();
        nodes.hub("a").publish("t", Message.of("M", "4"));
        nodes.idle();
        assertThat(bus("b").incoming().received()).isEqualTo(before + 1);
        guest.leave();
        nodes.idle();
        assertThat(bus("b").subscriptions()).as("nobody is here").isZero();
    }

    @Test
    void messageArrivesAsItWasSent() {
        Guest guest = nodes.subscribed("b", "ann", "t");
        nodes.idle();
        guest.connection().setMode(Mode.PENDING);
        Message first = Message.of("FIRST", null);
        nodes.hub("a").sendToUser("ann", first);
        nodes.idle();
        nodes.hub("a").publish("t", Message.of("SCORE", "1").withKey("k"));
        nodes.hub("a").sendToUser("ann", Message.of("SLOW", null).withPriority(Priority.LOW));
        nodes.hub("a").publish("t", Message.of("SCORE", "2").withKey("k"));
        nodes.hub("a").publish("t", Message.text("any text"));
        nodes.hub("a").sendToUser("ann", Message.of("NOW", null).withPriority(Priority.CRITICAL));
        nodes.idle();
        guest.connection().setMode(Mode.SENT);
        guest.connection().completeAll();
        nodes.idle();
        assertThat(guest.texts())
                .containsExactly(
                        "{\"type\":\"FIRST\"}",
                        "{\"type\":\"NOW\"}",
                        "{\"type\":\"SCORE\",\"topic\":\"t\",\"data\":2}",
                        "any text",
                        "{\"type\":\"SLOW\"}");
        assertThat(nodes.hub("b").snapshot().books().conflated()).isEqualTo(1);
    }

    @Test
    void policyOfAMessageHoldsOnOtherNodes() {
        Guest guest = nodes.join("b", "ann");
        nodes.idle();
        guest.connection().setMode(Mode.PENDING);
        for (int i = 0; i < 300; i++) {
            nodes.hub("a").broadcast(Message.of("M", "" + i).withOverflow(OverflowPolicy.DISCONNECT));
        }
        nodes.idle();
        assertThat(guest.client().isOpen())
                .as("it was too slow for messages that must not be dropped")
                .isFalse();
        guest.leave();
        nodes.idle();
    }

    @Test
    void orderOfOneSenderHoldsOnOtherNodes() {
        Guest guest = nodes.subscribed("b", "ann", "t");
        nodes.idle();
        for (int i = 0; i < 500; i++) {
            nodes.hub("a").publish("t", Message.text("" + i));
        }
        nodes.idle();
        assertThat(guest.texts())
                .hasSizeLessThanOrEqualTo(500)
                .isEqualTo(IntStream.range(0, 500).mapToObj(String::valueOf).toList());
    }

    @Test
    void whatAFullMailboxRefusesOfOthersIsCounted() {
        nodes.join("b", "ann");
        nodes.idle();
        for (int i = 0; i < 1_024; i++) {
            nodes.hub("a").broadcast(Message.text("m"));
        }
        nodes.runtime().runUntilIdle("bus-a");
        nodes.hub("b").broadcast(Message.text("one place is taken"));
        nodes.runtime().runUntilIdle("bus-b");
        long refused = nodes.cluster("b").snapshot().refusedHere();
        assertThat(refused).isPositive();
        nodes.idle();
        assertThat(nodes.hub("b").snapshot().books().accepted()).isEqualTo(1_025 - refused);
    }

    @Test
    void outageStopsNoLocalDeliveryAndTheResultSaysWhatOthersMiss() {
        Guest here = nodes.subscribed("a", "ann", "t");
        Guest there = nodes.subscribed("b", "bob", "t");
        nodes.idle();
        long before = bus("a").outgoing().published();
        nodes.engine().reachable(false);
        nodes.idle();
        List<PublishResult> results = new ArrayList<>();
        for (int i = 0; i < 1_030; i++) {
            results.add(nodes.hub("a").publish("t", Message.text("" + i)));
            nodes.idle();
        }
        assertThat(here.texts()).as("local delivery").hasSize(1_030);
        assertThat(results.subList(0, 1_024)).allMatch(PublishResult::isComplete);
        assertThat(results.subList(1_024, 1_030))
                .allSatisfy(result -> assertThat(result).isEqualTo(new PublishResult(1, 0, false, SendResult.REFUSED)))
                .noneMatch(PublishResult::isComplete);
        assertThat(bus("a").outgoing()).isEqualTo(new BusSnapshot.Outgoing(before, 6, 0, 1_024));
        nodes.engine().reachable(true);
        nodes.idle();
        assertThat(there.texts()).isEqualTo(here.texts().subList(0, 1_024));
    }

    @Test
    void nodeIsReadyOnlyWhileItsClusterIsThereAndHealthyAllTheTime() {
        assertThat(nodes.hub("a").snapshot().isReady()).isTrue();
        nodes.engine().reachable("a", false);
        nodes.advance(Duration.ofSeconds(10));
        assertThat(nodes.hub("a").snapshot().isReady()).isFalse();
        assertThat(nodes.hub("a").snapshot().unready())
                .containsExactly(
                        "cluster: what other nodes publish is not known to arrive: the engine cannot be reached");
        assertThat(nodes.hub("a").snapshot().isHealthy()).isTrue();
        assertThat(nodes.hub("b").snapshot().isReady()).isTrue();
        assertThat(nodes.events("b")).hasAtLeastOneElementOfType(HubEvent.NodeDied.class);
        nodes.engine().reachable("a", true);
        nodes.idle();
        assertThat(nodes.hub("a").snapshot().isReady()).isTrue();
        assertThat(nodes.events("a"))
                .contains(new HubEvent.ClusterHealthChanged(false), new HubEvent.ClusterHealthChanged(true));
    }

    @Test
    void whatANodeMissedIsReported() {
        nodes.subscribed("b", "bob", "t");
        nodes.idle();
        nodes.engine().reachable("b", false);
        nodes.idle();
        for (int i = 0; i < 7; i++) {
            nodes.hub("a").publish("t", Message.text("" + i));
            nodes.hub("a").broadcast(Message.text("" + i));
        }
        nodes.idle();
        nodes.engine().reachable("b", true);
        nodes.idle();
        assertThat(nodes.events("b"))
                .filteredOn(event -> event instanceof HubEvent.MessagesLost)
                .extracting(event -> ((HubEvent.MessagesLost) event).messages())
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(14));
    }

    @Test
    void whatIsNotUnderstoodIsCountedAndHarmless() {
        var stranger = nodes.engine().newBus();
        stranger.start(new NodeInfo("stranger", null), message -> {});
        Guest guest = nodes.join("b", "ann");
        nodes.idle();
        for (String payload : List.of("2M", "1Z anything", "", "1", "1M-", "1X9;3:ann1;0:", "1A1;2;3")) {
            stranger.publish(new Target.All(), Priority.NORMAL, payload);
        }
        nodes.idle();
        assertThat(nodes.cluster("b").snapshot().unknown()).isEqualTo(2);
        assertThat(nodes.cluster("b").snapshot().malformed()).isEqualTo(5);
        nodes.hub("a").broadcast(Message.text("goes on"));
        nodes.idle();
        assertThat(guest.texts()).containsExactly("goes on");
        stranger.close();
    }

    @Test
    void hubWithoutABusIsAClusterOfOne() {
        HubRig rig = new HubRig(HubRig.options(2));
        Guest guest = rig.join("ann");
        rig.idle();
        assertThat(rig.hub().broadcast(Message.text("m")).others()).isNull();
        assertThat(rig.hub().snapshot().cluster()).isNull();
        assertThat(rig.hub().cluster().nodes()).hasSize(1);
        assertThat(rig.hub().cluster().clients()).isEqualTo(1);
        assertThat(rig.hub().cluster().find("ann").join().total()).isEqualTo(1);
        assertThat(rig.hub().cluster().snapshot().bus()).isEqualTo(BusSnapshot.NONE);
        rig.idle();
        assertThat(guest.texts()).containsExactly("m");
        rig.hub().close();
    }
}
