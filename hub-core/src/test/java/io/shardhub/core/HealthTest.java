package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.shardhub.HubState;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.cluster.LoopbackCluster;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.snapshot.HubHealth;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a hub says of its health, to anybody and at no cost to speak of. */
@ExtendWith(QuietLog.class)
final class HealthTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ManualRuntime runtime = new ManualRuntime();
    private final Runnable hang = runtime.hanging();
    private final LoopbackCluster cluster = new LoopbackCluster(runtime);
    private final Manager manager = Manager.create(
            HubRig.options(2).withName("h"),
            HubParts.defaults().withRuntime(runtime).withCluster(cluster.newBus()));

    @AfterEach
    void end() {
        runtime.close();
    }

    private HubHealth health() {
        HubHealth health = manager.health();
        assertThat(health)
                .as("as exact as in the measurements")
                .isEqualTo(manager.snapshot().health());
        assertThat(health.isReady()).isEqualTo(manager.snapshot().isReady());
        assertThat(health.isHealthy()).isEqualTo(manager.snapshot().isHealthy());
        return health;
    }

    @Test
    void hubIsReadyWhileItRuns() {
        assertThat(health().state()).isEqualTo(HubState.NEW);
        assertThat(health().isLive()).isTrue();
        assertThat(health().isReady()).isFalse();
        manager.start();
        runtime.advance(Duration.ofSeconds(1));
        assertThat(health()).isEqualTo(new HubHealth("h", HubState.RUNNING, List.of(), List.of()));
        assertThat(health().isReady()).isTrue();
        manager.close();
        assertThat(health().state()).isEqualTo(HubState.STOPPED);
        assertThat(health().isLive()).isFalse();
    }

    @Test
    void nodeThatIsDrainedIsLiveAndNotReady() {
        manager.start();
        runtime.advance(Duration.ofSeconds(1));
        var unused = manager.cluster().drain("h");
        runtime.advance(Duration.ofSeconds(1));
        assertThat(health().unready()).containsExactly("node h is being drained");
        assertThat(health().isLive()).isTrue();
        assertThat(health().isReady()).isFalse();
    }

    @Test
    void hubWhoseCaretakerHangsIsNotLive() {
        manager.start();
        manager.hub().listen(event -> hang.run());
        var unused = manager.hub().resize(3);
        runtime.advance(Duration.ofSeconds(6));
        assertThat(health().problems()).singleElement().asString().startsWith("the caretaker makes no progress");
        assertThat(health().isLive()).isFalse();
    }

    @Test
    void whatAnAnswerCostsDoesNotGrowWithTheClients() {
        manager.start();
        long few = bytesPerAnswer();
        List<RecordingConnection> connections = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            connections.add(new RecordingConnection());
            manager.accept(connections.get(i), Identity.of("u" + i));
        }
        runtime.runUntilIdle();
        assertThat(manager.snapshot().clients()).isEqualTo(1_000);
        assertThat(bytesPerAnswer()).isLessThanOrEqualTo(few).isLessThan(2_000);
    }

    private long bytesPerAnswer() {
        int answers = 1_000;
        for (int i = 0; i < answers; i++) {
            manager.health(); // loads what it needs
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < answers; i++) {
            manager.health();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / answers;
    }
}
