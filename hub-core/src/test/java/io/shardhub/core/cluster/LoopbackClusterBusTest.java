package io.shardhub.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.Target;
import io.shardhub.contract.ClusterBusContract;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.ManualRuntime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopbackClusterBusTest extends ClusterBusContract {

    private final LoopbackCluster cluster = new LoopbackCluster(HubRuntime.threads());

    @Override
    protected ClusterBus bus() {
        return cluster.newBus();
    }

    private static SendResult publish(ClusterBus bus, String payload) {
        return bus.publish(new Target.All(), Priority.NORMAL, payload);
    }

    @Test
    void busThatHasTooMuchToPublishRefusesAndLosesNothingThatItTook() {
        ManualRuntime runtime = new ManualRuntime();
        LoopbackCluster manual = new LoopbackCluster(runtime);
        List<String> got = new ArrayList<>();
        ClusterBus a = manual.newBus();
        ClusterBus b = manual.newBus();
        a.start(new NodeInfo("a", null), message -> {});
        b.start(new NodeInfo("b", null), message -> got.add(message.payload()));
        int accepted = 0;
        while (publish(a, "p" + accepted) == SendResult.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(65_536);
        assertThat(a.snapshot().outgoing().refused()).isEqualTo(1);
        runtime.runUntilIdle();
        assertThat(got).hasSize(accepted);
        assertThat(publish(a, "more")).isEqualTo(SendResult.ACCEPTED);
        assertThat(a.snapshot().outgoing().accepted()).isEqualTo(65_537);
        a.close();
        b.close();
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void nodeIdThatIsTakenIsRefusedAndNothingRuns() {
        ManualRuntime runtime = new ManualRuntime();
        LoopbackCluster manual = new LoopbackCluster(runtime);
        ClusterBus a = manual.newBus();
        a.start(new NodeInfo("a", null), message -> {});
        ClusterBus again = manual.newBus();
        assertThatThrownBy(() -> again.start(new NodeInfo("a", null), message -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a is taken");
        again.close();
        assertThat(runtime.roles()).as("only the first one runs").containsExactly("bus-a");
        ClusterBus c = manual.newBus();
        List<String> got = new ArrayList<>();
        c.start(new NodeInfo("c", null), message -> got.add(message.payload()));
        publish(a, "p1");
        runtime.runUntilIdle();
        assertThat(got).as("the first one is still a member").containsExactly("p1");
        assertThatThrownBy(() -> a.start(new NodeInfo("a2", null), message -> {}))
                .isInstanceOf(IllegalStateException.class);
    }
}
