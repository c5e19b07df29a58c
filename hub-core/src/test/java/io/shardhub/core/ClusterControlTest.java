package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.SendResult;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.UserDevices;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubNodes;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.options.BalanceOptions;
import io.shardhub.snapshot.RefusalCause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node finds and ends what is on others, and empties them. */
final class ClusterControlTest {

    private static final CloseReason KICK = CloseReason.of(CloseCode.FORBIDDEN, "banned");

    private final HubNodes nodes = new HubNodes(new ManualRuntime(), HubNodes.CLUSTER);

    @BeforeEach
    void startThree() {
        List.of("a", "b", "c").forEach(nodes::start);
        nodes.idle();
    }

    @AfterEach
    void booksBalance() {
        nodes.hubs().values().forEach(HubRig::balancedBooks);
        nodes.close();
    }

    @Test
    void userIsFoundOnEveryNode() {
        nodes.join("a", "ann");
        nodes.join("c", "ann");
        nodes.join("c", "ann");
        nodes.join("b", "bob");
        nodes.idle();
        CompletableFuture<UserDevices> found = nodes.cluster("b").find("ann");
        nodes.idle();
        assertThat(found).isCompletedWithValue(new UserDevices("ann", Map.of("a", 1, "c", 2), Set.of()));
        assertThat(found.join().isComplete()).isTrue();
    }

    @Test
    void nodeThatDoesNotAnswerIsNamedWhenTheTimeIsUp() {
        nodes.join("c", "ann");
        nodes.idle();
        nodes.engine().reachable("a", false);
        CompletableFuture<UserDevices> found = nodes.cluster("b").find("ann");
        nodes.advance(Duration.ofMillis(1_500));
        assertThat(found).as("a is not taken for dead yet").isNotDone();
        nodes.engine().reachable("a", true);
        nodes.advance(Duration.ofMillis(1_600));
        assertThat(found).isCompletedWithValue(new UserDevices("ann", Map.of("c", 1), Set.of("a")));
    }

    @Test
    void nodeThatDiesHasNoDevices() {
        nodes.join("a", "ann");
        nodes.idle();
        nodes.engine().reachable("a", false);
        CompletableFuture<UserDevices> found = nodes.cluster("b").find("ann");
        nodes.advance(Duration.ofMillis(2_500));
        assertThat(found).isCompletedWithValue(new UserDevices("ann", Map.of(), Set.of()));
        nodes.engine().reachable("a", true);
        nodes.idle();
    }

    @Test
    void userIsDisconnectedEverywhereWithTheCode() {
        List<Guest> devices = List.of(nodes.join("a", "ann"), nodes.join("b", "ann"), nodes.join("c", "ann"));
        Guest other = nodes.join("b", "bob");
        nodes.idle();
        nodes.hub("a").sendToUser("ann", Message.text("bye"));
        CompletableFuture<UserDevices> closed = nodes.cluster("a").disconnect("ann", KICK);
        assertThat(devices.get(0).client().isOpen()).as("at once here").isFalse();
        nodes.idle();
        assertThat(closed).isCompletedWithValue(new UserDevices("ann", Map.of("a", 1, "b", 1, "c", 1), Set.of()));
        assertThat(devices).allMatch(device -> device.closeCode() == CloseCode.FORBIDDEN.number());
        assertThat(devices.get(0).texts()).containsExactly("bye");
        assertThat(other.client().isOpen()).isTrue();
        devices.forEach(Guest::leave);
        nodes.idle();
    }

    @Test
    void outageStopsNoLocalKickAndTheAnswerSaysWhoWasNotReached() {
        Guest here = nodes.join("a", "ann");
        nodes.idle();
        nodes.engine().reachable(false);
        nodes.idle();
        CompletableFuture<UserDevices> closed = nodes.cluster("a").disconnect("ann", KICK);
        nodes.advance(Duration.ofSeconds(4));
        assertThat(here.closeCode()).isEqualTo(CloseCode.FORBIDDEN.number());
        assertThat(closed).isCompletedWithValue(new UserDevices("ann", Map.of("a", 1), Set.of("b", "c")));
        while (nodes.hub("a").broadcast(Message.text("fills the buffer")).isComplete()) {
            nodes.idle();
        }
        assertThat(nodes.cluster("a").find("ann")).as("nobody can be asked").isDone();
        here.leave();
        nodes.engine().reachable(true);
        nodes.idle();
    }

    @Test
    void nodesComeAndGo() {
        assertThat(nodes.known("a")).containsExactly("a", "b", "c");
        nodes.hub("c").close();
        nodes.idle();
        assertThat(nodes.known("a")).containsExactly("a", "b");
        assertThat(nodes.events("a"))
                .filteredOn(event -> event instanceof HubEvent.NodeLeft)
                .singleElement()
                .satisfies(event ->
                        assertThat(((HubEvent.NodeLeft) event).node().id()).isEqualTo("c"));
    }

    @Test
    void loadsOfAllNodesAreKnown() {
        IntStream.range(0, 30).forEach(i -> nodes.join("b", "" + i));
        nodes.advance(Duration.ofSeconds(3));
        assertThat(nodes.cluster("a").clients()).isEqualTo(30);
        NodeStatus b = nodes.cluster("a").nodes().get(1);
        assertThat(b.load().clients()).isEqualTo(30);
        assertThat(b.load().capacity()).isEqualTo(2_000);
        assertThat(b.load().shards()).isEqualTo(2);
        assertThat(b.info().url()).isEqualTo("ws://b");
    }

    @Test
    void drainedNodeSendsAllClientsToOthersAndTakesNoNewOnes() {
        List<Guest> guests =
                IntStream.range(0, 60).mapToObj(i -> nodes.join("b", "" + i)).toList();
        nodes.idle();
        CompletableFuture<Void> end = nodes.cluster("a").drain("b");
        nodes.advance(Duration.ofMillis(50));
        assertThat(asked(guests)).as("paced").isBetween(1L, 40L);
        assertThat(nodes.hub("b").refusal()).isPresent();
        assertThat(nodes.hub("b").snapshot().unready()).containsExactly("node b is being drained");
        Guest late = nodes.join("b", "late");
        nodes.advance(Duration.ofSeconds(1));
        assertThat(late.closeCode()).isEqualTo(CloseCode.RESTART.number());
        assertThat(nodes.hub("b").snapshot().refused().get(RefusalCause.DRAINING))
                .isEqualTo(2);
        assertThat(asked(guests)).isEqualTo(60);
        assertThat(guests.stream().filter(guest -> guest.texts().get(0).contains("\"ws://a\"")))
                .as("half of them go to a, the others to c")
                .hasSize(30);
        guests.subList(0, 50).forEach(Guest::leave);
        assertThat(end).isNotDone();
        nodes.advance(Duration.ofSeconds(7));
        assertThat(guests.subList(50, 60))
                .as("who stays is closed")
                .allMatch(guest -> guest.closeCode() == CloseCode.RESTART.number());
        guests.forEach(Guest::leave);
        late.leave();
        nodes.advance(Duration.ofSeconds(3));
        assertThat(end).isCompleted();
        assertThat(nodes.cluster("a").reopen("b")).isEqualTo(SendResult.ACCEPTED);
        nodes.idle();
        assertThat(nodes.hub("b").refusal()).isEmpty();
    }

    private static long asked(List<Guest> guests) {
        return guests.stream()
                .filter(guest -> guest.texts().stream().anyMatch(text -> text.contains("hub.reconnect")))
                .count();
    }

    @Test
    void drainFailsWhereItCannotBeginAndWhereItIsCalledOff() {
        assertThat(nodes.cluster("a").drain("nobody")).isCompletedExceptionally();
        nodes.join("b", "1");
        nodes.idle();
        CompletableFuture<Void> end = nodes.cluster("a").drain("b");
        nodes.advance(Duration.ofMillis(2_500));
        assertThat(end).isNotDone();
        nodes.cluster("c").reopen("b");
        nodes.advance(Duration.ofMillis(2_500));
        assertThat(end).isCompletedExceptionally();
    }

    @Test
    void drainSendsClientsAnywhereWhereNoOtherNodeTakesThem() {
        List<Guest> guests = join(60, "b");
        assertThat(nodes.cluster("b").drain("a")).isNotDone();
        assertThat(nodes.cluster("b").drain("c")).isNotDone();
        nodes.advance(Duration.ofSeconds(2));
        CompletableFuture<Void> end = nodes.cluster("a").drain("b");
        nodes.advance(Duration.ofSeconds(2));
        assertThat(asked(guests)).isEqualTo(60);
        assertThat(guests).noneMatch(guest -> guest.texts().get(0).contains("url"));
        nodes.advance(Duration.ofSeconds(7));
        assertThat(guests).allMatch(guest -> guest.closeCode() == CloseCode.RESTART.number());
        guests.forEach(Guest::leave);
        nodes.advance(Duration.ofSeconds(3));
        assertThat(end).isCompleted();
    }

    @Test
    void everyDrainAsksBeforeItCloses() {
        List<Guest> guests = join(60, "b");
        assertThat(nodes.cluster("a").drain("b")).isNotDone();
        nodes.advance(Duration.ofSeconds(2));
        assertThat(requests(guests)).as("after the first").isEqualTo(60);
        nodes.cluster("a").reopen("b");
        nodes.advance(Duration.ofSeconds(10));
        assertThat(requests(guests)).as("once it is reopened").isEqualTo(60);
        assertThat(nodes.cluster("a").drain("b")).isNotDone();
        nodes.advance(Duration.ofMillis(400));
        assertThat(guests).as("nobody is closed at once").allMatch(guest -> guest.closeCode() == 0);
        nodes.advance(Duration.ofSeconds(2));
        assertThat(requests(guests)).as("after the second").isEqualTo(120);
        nodes.advance(Duration.ofSeconds(7));
        assertThat(guests).allMatch(guest -> guest.closeCode() == CloseCode.RESTART.number());
        guests.forEach(Guest::leave);
        nodes.idle();
    }

    @Test
    void drainAsksThoseWhomTheBalanceAskedOnceMore() {
        BalanceOptions balance = new BalanceOptions(Duration.ofSeconds(4), 1.2, 40, Duration.ofSeconds(1));
        try (HubNodes balanced = new HubNodes(new ManualRuntime(), HubNodes.CLUSTER.withBalance(balance))) {
            balanced.start("a");
            balanced.start("b");
            List<Guest> guests = IntStream.range(0, 60)
                    .mapToObj(i -> balanced.join("b", "" + i))
                    .toList();
            balanced.advance(Duration.ofSeconds(20));
            assertThat(requests(guests)).as("by the balance").isEqualTo(60);
            assertThat(balanced.cluster("a").drain("b")).isNotDone();
            balanced.advance(Duration.ofMillis(400));
            assertThat(guests).allMatch(guest -> guest.closeCode() == 0);
            balanced.advance(Duration.ofSeconds(4));
            assertThat(requests(guests)).as("by both").isEqualTo(120);
            guests.forEach(Guest::leave);
            balanced.idle();
        }
    }

    @Test
    void drainFailsWhenTheNodeDiesAndSucceedsWhenItLeaves() {
        List<Guest> guests = Stream.of("b", "c")
                .map(node -> join(1, node))
                .flatMap(List::stream)
                .toList();
        CompletableFuture<Void> dies = nodes.cluster("a").drain("b");
        CompletableFuture<Void> leaves = nodes.cluster("a").drain("c");
        nodes.advance(Duration.ofSeconds(2));
        assertThat(List.of(dies, leaves)).noneMatch(CompletableFuture::isDone);
        nodes.engine().reachable("b", false);
        guests.get(1).leave();
        nodes.hub("c").close();
        nodes.advance(Duration.ofSeconds(4));
        assertThat(leaves).isCompletedWithValue(null);
        assertThat(dies)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("node b died before it was empty");
        guests.get(0).leave();
        nodes.engine().reachable("b", true);
        nodes.idle();
    }

    @Test
    void drainWhoseOrderIsLostFailsInTime() {
        List<Guest> guests = join(1, "b");
        nodes.advance(Duration.ofSeconds(2));
        nodes.engine().reachable("b", false);
        nodes.idle();
        CompletableFuture<Void> end = nodes.cluster("a").drain("b");
        nodes.advance(Duration.ofMillis(500));
        nodes.engine().reachable("b", true);
        nodes.advance(Duration.ofMillis(5_400));
        assertThat(end).isNotDone();
        nodes.advance(Duration.ofMillis(200));
        assertThat(nodes.known("a")).as("b is alive").contains("b");
        assertThat(end)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("node b has not begun to drain in time (expected: the order reaches it)");
        guests.get(0).leave();
        nodes.idle();
    }

    private List<Guest> join(int count, String node) {
        List<Guest> guests = IntStream.range(0, count)
                .mapToObj(i -> nodes.join(node, "" + i))
                .toList();
        nodes.idle();
        return guests;
    }

    private static long requests(List<Guest> guests) {
        return guests.stream()
                .flatMap(guest -> guest.texts().stream())
                .filter(text -> text.contains("hub.reconnect"))
                .count();
    }
}
