package io.shardhub.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterMessage;
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

    private static ClusterMessage message(String origin, int sequence) {
        return new ClusterMessage(origin, sequence, 0, new Target.All(), Priority.NORMAL, "p" + sequence);
    }

    @Test
    void nodeThatCannotTakeMoreRefusesAndLosesNothingThatItTook() {
        ManualRuntime runtime = new ManualRuntime();
        LoopbackCluster manual = new LoopbackCluster(runtime);
        List<String> got = new ArrayList<>();
        ClusterBus a = manual.newBus();
        ClusterBus b = manual.newBus();
        a.start("a", message -> {});
        b.start("b", message -> got.add(message.payload()));
        int accepted = 0;
        while (a.publish(message("a", accepted)) == SendResult.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(65_536);
        runtime.runUntilIdle();
        assertThat(got).hasSize(accepted);
        assertThat(a.publish(message("a", accepted))).isEqualTo(SendResult.ACCEPTED);
        a.close();
        b.close();
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void nodeIdThatIsTakenIsRefusedAndNothingRuns() {
        ManualRuntime runtime = new ManualRuntime();
        LoopbackCluster manual = new LoopbackCluster(runtime);
        ClusterBus a = manual.newBus();
        a.start("a", message -> {});
        ClusterBus again = manual.newBus();
        assertThatThrownBy(() -> again.start("a", message -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a is taken");
        again.close();
        assertThat(runtime.roles()).as("only the first one runs").containsExactly("bus-a");
        ClusterBus c = manual.newBus();
        List<String> got = new ArrayList<>();
        c.start("c", message -> got.add(message.payload()));
        a.publish(message("a", 1));
        runtime.runUntilIdle();
        assertThat(got).as("the first one is still a member").containsExactly("p1");
        assertThatThrownBy(() -> a.start("a2", message -> {})).isInstanceOf(IllegalStateException.class);
    }
}
