package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.UserDevices;
import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.ReportingProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub that is killed, and one that stands still for so long that it is taken for dead, as the other hub and their clients see it. */
@Timeout(180)
final class HubProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource
    void hubIsKilled(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                HubNode here = new HubNode(0, HubNodes.options(redis.port(), mode), 10, 10);
                ReportingProcess there = HubProcess.start(1, redis.port(), mode)) {
            awaitNodes(here, HubNode.name(0), HubNode.name(1));
            await().atMost(PATIENCE).until(() -> heardOfOther(here) > 10);
            assertThat(devices(here))
                    .isEqualTo(new UserDevices("u7", Map.of(HubNode.name(0), 1, HubNode.name(1), 1), Set.of()));
            there.kill();
            awaitNodes(here, HubNode.name(0));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(here.events())
                            .containsExactly("joined " + HubNode.name(1), "died " + HubNode.name(1)));
            assertThat(devices(here).byNode()).isEqualTo(Map.of(HubNode.name(0), 1));
            assertThat(here.ears()).allSatisfy(ear -> {
                assertThat(ear.gaps()).as("missing of what it published").isEmpty();
                assertThat(ear.faults()).isEmpty();
                assertThat(ear.heardUpTo(1, Voice.Kind.ALL)).isEqualTo(heardOfOther(here));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void hubIsPausedAndResumed(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                HubNode here = new HubNode(0, HubNodes.options(redis.port(), mode), 10, 10);
                ReportingProcess there = HubProcess.start(1, redis.port(), mode)) {
            awaitNodes(here, HubNode.name(0), HubNode.name(1));
            await().atMost(PATIENCE).until(() -> there.report().startsWith("report ready=true "));
            here.voice().begin();
            await().atMost(PATIENCE).until(() -> heardOfOther(here) > 10);
            there.pause();
            awaitNodes(here, HubNode.name(0));
            there.resume();
            awaitNodes(here, HubNode.name(0), HubNode.name(1));
            int before = heardOfOther(here);
            await().atMost(PATIENCE).until(() -> heardOfOther(here) > before + 10);
            here.voice().hush();
            String all = "report ready=true heard=[" + here.voice().said(Voice.Kind.ALL, 0)
                    + "] missing=0 faults=0 nodes=[" + HubNode.name(0) + ", " + HubNode.name(1) + "]";
            await().atMost(PATIENCE).until(() -> there.report().equals(all));
            assertThat(here.ears()).allSatisfy(ear -> {
                assertThat(ear.gaps()).isEmpty();
                assertThat(ear.faults()).isEmpty();
            });
            assertThat(here.lost()).as("lost").isZero();
        }
    }

    private static int heardOfOther(HubNode here) {
        return here.ears().get(0).heardUpTo(1, Voice.Kind.ALL);
    }

    private static UserDevices devices(HubNode here) throws Exception {
        return here.manager().cluster().find("u7").get(10, TimeUnit.SECONDS);
    }

    private static void awaitNodes(HubNode node, String... names) {
        await().atMost(PATIENCE).until(() -> node.nodes().equals(List.of(names)));
    }
}
