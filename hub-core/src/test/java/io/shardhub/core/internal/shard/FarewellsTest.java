package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FarewellsTest {

    private final ShardRig rig = new ShardRig();
    private final Farewells farewells = new Farewells();
    private final List<String> expired = new ArrayList<>();

    private HubClient leaving(long deadline) {
        HubClient client = rig.client("u");
        client.stage = Stage.DRAINING;
        client.stageDeadline = deadline;
        farewells.add(client);
        return client;
    }

    private void check(long now) {
        farewells.check(now, client -> expired.add(client.id()));
    }

    @Test
    void eachExpiresAtItsOwnDeadlineAlsoWhenTheClockRunsOver() {
        long start = Long.MAX_VALUE - 5;
        leaving(start + 10);
        leaving(start + 20);
        check(start + 9);
        assertThat(expired).isEmpty();
        check(start + 10);
        assertThat(expired).containsExactly("c1");
        check(start + 20);
        assertThat(expired).containsExactlyInAnyOrder("c1", "c2", "c1");
        assertThat(farewells.isEmpty()).isFalse();
    }

    @Test
    void whoIsGoneIsForgotten() {
        List<HubClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(leaving(i));
        }
        for (int i = 0; i < 10; i += 2) {
            clients.get(i).stage = Stage.GONE;
        }
        farewells.check(3, client -> client.stage = Stage.GONE);
        check(100);
        assertThat(expired).containsExactlyInAnyOrder("c6", "c8", "c10");
        clients.forEach(client -> client.stage = Stage.GONE);
        check(100);
        assertThat(farewells.isEmpty()).isTrue();
        assertThat(expired).hasSize(3);
    }
}
