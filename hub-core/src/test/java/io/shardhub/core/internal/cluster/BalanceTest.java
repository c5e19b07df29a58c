package io.shardhub.core.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.options.BalanceOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class BalanceTest {

    private static final BalanceOptions OPTIONS =
            new BalanceOptions(Duration.ofSeconds(10), 1.5, 1_000, Duration.ofSeconds(1));
    private static final long SECOND = 1_000_000_000L;

    private final Balance balance = new Balance(OPTIONS, 2 * SECOND, 0);

    private static NodeStatus node(String id, int clients) {
        return node(id, clients, 1_000, false);
    }

    private static NodeStatus node(String id, int clients, int capacity, boolean draining) {
        NodeLoad load = new NodeLoad(clients, capacity, 2, 0, draining);
        return new NodeStatus(new NodeInfo(id, "ws://" + id), 1, load, Duration.ZERO);
    }

    private static Map<String, Integer> ids(Map<NodeStatus, Integer> plan) {
        return plan.entrySet().stream()
                .collect(Collectors.toMap(part -> part.getKey().id(), Map.Entry::getValue));
    }

    private Map<String, Integer> check(int seconds, NodeStatus self, NodeStatus... others) {
        return ids(balance.check(self, List.of(others), seconds * SECOND));
    }

    @Test
    void nodeAboveTheThresholdShedsHalfWayToItsShare() {
        assertThat(check(10, node("a", 900), node("b", 0), node("c", 300)))
                .as("share 400, threshold 600, goal 500; b has room for 400 and c for 100")
                .containsExactlyInAnyOrderEntriesOf(Map.of("b", 320, "c", 80));
    }

    @Test
    void nodeBelowTheThresholdShedsNothing() {
        assertThat(check(10, node("a", 599), node("b", 301), node("c", 300))).isEmpty();
        assertThat(check(20, node("a", 0), node("b", 900))).isEmpty();
        assertThat(check(30, node("a", 900))).as("there is nobody else").isEmpty();
    }

    @Test
    void nothingIsCheckedBeforeItsTime() {
        assertThat(check(9, node("a", 900), node("b", 0))).isEmpty();
        assertThat(check(10, node("a", 900), node("b", 0))).isNotEmpty();
        assertThat(check(19, node("a", 600), node("b", 300))).isEmpty();
    }

    @Test
    void nodeThatHasBegunGoesOnBelowTheThreshold() {
        assertThat(check(10, node("a", 950), node("b", 250))).isNotEmpty();
        assertThat(check(20, node("a", 790), node("b", 410)))
                .as("share 600, threshold 900, goal 750")
                .containsExactlyEntriesOf(Map.of("b", 40));
        assertThat(check(30, node("a", 750), node("b", 450))).isEmpty();
        assertThat(check(40, node("a", 790), node("b", 410)))
                .as("it does not begin again")
                .isEmpty();
    }

    @Test
    void sliceBoundsOneCheck() {
        Balance slow = new Balance(OPTIONS.withSlice(7), 2 * SECOND, 0);
        assertThat(ids(slow.check(node("a", 900), List.of(node("b", 0)), 10 * SECOND)))
                .containsExactlyEntriesOf(Map.of("b", 7));
    }

    @Test
    void twoNodesTogetherFillNobodyBeyondItsShare() {
        NodeStatus a = node("a", 700);
        NodeStatus b = node("b", 700);
        NodeStatus c = node("c", 400);
        NodeStatus d = node("d", 0);
        Balance other = new Balance(OPTIONS, 2 * SECOND, 0);
        int fromA = check(10, a, b, c, d).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        int fromB = ids(other.check(b, List.of(a, c, d), 10 * SECOND)).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(fromA).isEqualTo(fromB).isPositive();
        assertThat(fromA + fromB).as("room in c and d: 50 and 450").isLessThanOrEqualTo(500);
    }

    @Test
    void shareIsByCapacityAndWhoDrainsHasNone() {
        assertThat(check(10, node("a", 600, 1_000, false), node("b", 300, 3_000, false), node("c", 0, 1_000, true)))
                .as("share 225, threshold 337.5, goal 281.25")
                .containsExactlyEntriesOf(Map.of("b", 319));
    }

    @Test
    void pauseGrowsWhileNobodyGoes() {
        assertThat(check(10, node("a", 900), node("b", 0))).isNotEmpty();
        assertThat(check(20, node("a", 900), node("b", 0))).as("nobody went").isNotEmpty();
        assertThat(check(30, node("a", 900), node("b", 0)))
                .as("the pause has doubled")
                .isEmpty();
        assertThat(check(40, node("a", 500), node("b", 400))).as("they went").isEmpty();
        assertThat(check(50, node("a", 900), node("b", 0)))
                .as("the pause is as before")
                .isNotEmpty();
    }

    @Test
    void clientsOfANodeThatIsEmptiedAreSpreadByCapacity() {
        List<NodeStatus> others =
                List.of(node("b", 900, 1_000, false), node("c", 0, 3_000, false), node("d", 0, 1_000, true));
        assertThat(ids(Balance.spread(100, others))).containsExactlyInAnyOrderEntriesOf(Map.of("b", 25, "c", 75));
        assertThat(Balance.spread(100, List.of())).isEmpty();
        assertThat(ids(Balance.spread(1, others))).as("nobody is left out").hasSize(1);
    }

    @Test
    void offMeansNever() {
        Balance off = new Balance(BalanceOptions.off(), 0, 0);
        assertThat(off.check(node("a", 900), List.of(node("b", 0)), 1_000 * SECOND))
                .isEmpty();
        assertThat(off.nanosUntilDue(0)).isEqualTo(Long.MAX_VALUE);
    }
}
