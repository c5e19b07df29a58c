package io.shardhub.redis.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node makes of what the register says. */
final class RosterTest {

    private static final long EXPIRY = 1_500;

    private long now = 1;
    private final Roster roster = new Roster(new NodeInfo("me", null), EXPIRY, () -> now);

    /** Takes an answer; gives what the listener is told. */
    private List<String> update(List<NodeEntry> entries, String... gone) {
        return update(true, entries, gone);
    }

    private List<String> update(boolean believed, List<NodeEntry> entries, String... gone) {
        List<String> told = new ArrayList<>();
        ClusterListener listener = new ClusterListener() {
            @Override
            public void received(ClusterMessage message) {}

            @Override
            public void joined(NodeStatus node) {
                told.add("joined " + node.id() + " " + node.incarnation());
            }

            @Override
            public void left(NodeStatus node) {
                told.add("left " + node.id() + " " + node.incarnation());
            }

            @Override
            public void died(NodeStatus node) {
                told.add("died " + node.id() + " " + node.incarnation());
            }
        };
        roster.update(new Register.Answer(7L, entries, List.of(gone)), believed)
                .forEach(event -> event.accept(listener));
        return told;
    }

    private static NodeEntry node(String id, long incarnation) {
        return node(id, incarnation, incarnation);
    }

    private static NodeEntry node(String id, long incarnation, long born) {
        return new NodeEntry(new NodeInfo(id, null), 100 + born, incarnation, born, NodeLoad.UNKNOWN, "");
    }

    @Test
    void whoComesAndGoesIsToldOnce() {
        assertThat(update(List.of(node("me", 7), node("a", 1)))).containsExactly("joined a 1");
        assertThat(update(List.of(node("me", 7), node("a", 1)))).isEmpty();
        assertThat(roster.isAlive(101)).isTrue();
        assertThat(update(List.of(node("me", 7)), "left|a|1")).containsExactly("left a 1");
        assertThat(update(List.of(node("me", 7)), "left|a|1")).isEmpty();
        assertThat(roster.nodes()).extracting(NodeStatus::id).containsExactly("me");
        assertThat(roster.isAlive(101)).isFalse();
        assertThat(roster.incarnation()).isEqualTo(7);
    }

    /** A bus that is taken for dead and begins again goes on with its numbers. */
    @Test
    void whoseBusBeganLaterIsYounger() {
        update(List.of(node("me", 7), node("older", 6), node("younger", 8), node("reborn", 9, 3)));
        assertThat(roster.isYounger(106)).isFalse();
        assertThat(roster.isYounger(108)).isTrue();
        assertThat(roster.isYounger(103)).isFalse();
        assertThat(roster.isAlive(103)).isTrue();
        assertThat(roster.isYounger(100)).as("unknown").isFalse();
        assertThat(roster.born()).isEqualTo(7);
    }

    @Test
    void entryIsWhatTheNodeSaid() {
        NodeLoad load = new NodeLoad(1, 2, 3, 4.5, true);
        NodeEntry first = NodeEntry.parse("a", "ff|20|" + NodeEntry.state(0, load, "x", "ws://a"));
        NodeEntry later = NodeEntry.parse("a", "ff|30|" + NodeEntry.state(20, load, "x", "ws://a"));
        assertThat(first).isEqualTo(new NodeEntry(new NodeInfo("a", "ws://a"), 255, 20, 20, load, "x"));
        assertThat(later).isEqualTo(new NodeEntry(new NodeInfo("a", "ws://a"), 255, 30, 20, load, "x"));
    }

    @Test
    void anotherIncarnationIsAnotherNode() {
        update(List.of(node("a", 1)));
        assertThat(update(List.of(node("a", 2)), "died|a|1")).containsExactly("died a 1", "joined a 2");
    }

    @Test
    void deathOfAnEarlierLifeIsNotThatOfThisOne() {
        update(List.of(node("a", 2)));
        assertThat(update(List.of(), "died|a|1")).isEmpty();
    }

    /** As when the node may be with a master that was deposed elsewhere. */
    @Test
    void whoIsMissingFromARegisterThatIsNotBelievedIsStillThere() {
        update(List.of(node("a", 1), node("b", 1)));
        assertThat(update(false, List.of(node("c", 1)), "died|a|1", "left|b|1")).containsExactly("joined c 1");
        now += 2 * EXPIRY;
        assertThat(update(false, List.of(node("c", 1)), "died|a|1")).isEmpty();
        assertThat(roster.isAlive(101)).isTrue();
        assertThat(roster.nodes()).extracting(NodeStatus::id).containsExactly("a", "b", "c", "me");
        assertThat(update(List.of(node("b", 1), node("c", 1)), "died|a|1")).containsExactly("died a 1");
    }

    /** As when Redis came back without the register. */
    @Test
    void nodeThatNobodyBuriedGetsAllTheTimeToSayThatItIsThere() {
        update(List.of(node("a", 1), node("b", 1)));
        assertThat(update(List.of())).isEmpty();
        now += EXPIRY;
        assertThat(update(List.of(node("b", 1)))).isEmpty();
        assertThat(roster.nodes()).extracting(NodeStatus::id).containsExactly("a", "b", "me");
        now += 1;
        assertThat(update(List.of(node("b", 1)))).containsExactly("died a 1");
        assertThat(roster.nodes()).extracting(NodeStatus::id).containsExactly("b", "me");
    }
}
