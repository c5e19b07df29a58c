package io.shardhub.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.contract.ClusterNodesContract;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.ClusterOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopbackNodesTest extends ClusterNodesContract {

    private static final ClusterOptions OPTIONS =
            ClusterOptions.defaults(1).withHeartbeat(Duration.ofMillis(250)).withBuffer(BUFFER);
    private static final Target ALL = new Target.All();

    private final LoopbackCluster cluster = new LoopbackCluster(HubRuntime.threads(), OPTIONS);

    @Override
    protected ClusterBus bus() {
        return cluster.newBus();
    }

    @Override
    protected void kill(ClusterBus bus) {
        cluster.kill(((LoopbackClusterBus) bus).id());
    }

    @Override
    protected void engine(boolean reachable) {
        cluster.reachable(reachable);
    }

    /** What one node heard, in order. */
    private static final class Heard implements ClusterListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void received(ClusterMessage message) {
            all.add(message.payload());
        }

        @Override
        public void lost(Loss loss) {
            all.add("lost " + loss.messages() + " " + loss.cause());
        }

        @Override
        public void joined(NodeStatus node) {
            all.add("joined " + node.id());
        }

        @Override
        public void died(NodeStatus node) {
            all.add("died " + node.id());
        }
    }

    private final ManualRuntime runtime = new ManualRuntime();
    private final LoopbackCluster manual = new LoopbackCluster(runtime, OPTIONS.withHeartbeat(Duration.ofSeconds(1)));

    private ClusterBus started(String id, ClusterListener listener) {
        ClusterBus bus = manual.newBus();
        bus.start(new NodeInfo(id, null), listener);
        runtime.runUntilIdle();
        return bus;
    }

    @Test
    void deadNodeIsMissedTwoHeartbeatsAfterItsLastOne() {
        Heard heard = new Heard();
        ClusterBus a = started("a", heard);
        started("b", new Heard());
        runtime.advance(Duration.ofSeconds(10));
        manual.kill("b");
        runtime.advance(Duration.ofMillis(1_999));
        assertThat(heard.all).containsExactly("joined b");
        runtime.advance(Duration.ofMillis(1));
        assertThat(heard.all).containsExactly("joined b", "died b");
        assertThat(a.nodes()).extracting(NodeStatus::id).containsExactly("a");
        assertThat(a.nodes().get(0).known()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void nodeIsMissedWithinTwoHeartbeatsOfItsDeathWheneverItDies() {
        Heard heard = new Heard();
        started("a", heard);
        for (int life = 0; life < 10; life++) {
            runtime.advance(Duration.ofMillis(130));
            started("b", new Heard());
            runtime.advance(Duration.ofMillis(5_000 + 70 * life));
            manual.kill("b");
            runtime.advance(Duration.ofSeconds(2));
            assertThat(heard.all).as("life %d", life).containsExactly("joined b", "died b");
            heard.all.clear();
        }
    }

    @Test
    void whatANodeMissesWhileItIsCutOffIsCountedAndTold() {
        Heard heard = new Heard();
        ClusterBus a = started("a", new Heard());
        ClusterBus b = started("b", heard);
        manual.reachable("b", false);
        runtime.runUntilIdle();
        for (int i = 0; i < 5; i++) {
            a.publish(ALL, Priority.NORMAL, "missed");
        }
        b.publish(ALL, Priority.NORMAL, "held back");
        runtime.advance(Duration.ofSeconds(10));
        assertThat(a.nodes()).as("what a knows").hasSize(1);
        assertThat(b.nodes()).as("what b knows").hasSize(2);
        assertThat(b.snapshot().outgoing()).isEqualTo(new BusSnapshot.Outgoing(0, 0, 0, 1));
        manual.reachable("b", true);
        runtime.runUntilIdle();
        a.publish(ALL, Priority.NORMAL, "here again");
        runtime.runUntilIdle();
        assertThat(heard.all).containsExactly("joined a", "lost 5 OUTAGE", "here again");
        assertThat(b.snapshot().incoming()).isEqualTo(new BusSnapshot.Incoming(1, 0, 5, 1, 0, 0));
        assertThat(b.snapshot().outgoing()).isEqualTo(new BusSnapshot.Outgoing(1, 0, 0, 0));
        assertThat(a.nodes()).as("what a knows").hasSize(2);
    }

    @Test
    void messagesThatArriveFasterThanTheyAreTakenAreCountedAndTold() {
        Heard heard = new Heard();
        ClusterBus a = started("a", new Heard());
        started("b", heard);
        int sent = 0;
        for (int round = 0; round < 70; round++) {
            while (a.publish(ALL, Priority.NORMAL, "n").isAccepted()) {
                sent++;
            }
            runtime.runUntilIdle("bus-a");
        }
        runtime.runUntilIdle();
        assertThat(sent).isGreaterThan(65_536);
        assertThat(heard.all).contains("lost " + (sent - 65_536) + " OVERFLOW");
        assertThat(heard.all.stream().filter("n"::equals)).hasSize(65_536);
    }
}
