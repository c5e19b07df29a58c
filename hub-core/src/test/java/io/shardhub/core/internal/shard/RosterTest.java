package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.RecordingConnection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RosterTest {

    private final Roster roster = new Roster("node", 2);
    private final ShardRig rig = new ShardRig();

    @Test
    void placesAreBoundedAndComeBack() {
        assertThat(roster.hasPlace()).isTrue();
        assertThat(roster.takePlace()).isTrue();
        assertThat(roster.takePlace()).isTrue();
        assertThat(roster.hasPlace()).isFalse();
        assertThat(roster.takePlace()).isFalse();
        assertThat(roster.takePlace()).isFalse();
        HubClient client = rig.client("u");
        roster.enter(client);
        assertThat(roster.find(client.id())).isSameAs(client);
        assertThat(roster.clients()).containsExactly(client);
        assertThat(roster.connected()).isEqualTo(1);
        roster.leave(client, CloseReason.of(CloseCode.NORMAL, ""));
        assertThat(roster.find(client.id())).isNull();
        assertThat(roster.closed()).isEqualTo(Map.of(1000, 1L));
        assertThat(roster.takePlace()).as("the refused ones took no place").isTrue();
        assertThat(roster.takePlace()).isFalse();
    }

    @Test
    void withdrawnClientWasNeverConnected() {
        HubClient client = rig.client("u", new RecordingConnection());
        roster.takePlace();
        roster.enter(client);
        roster.withdraw(client);
        assertThat(roster.connected()).isZero();
        assertThat(roster.closed()).isEmpty();
        assertThat(roster.clients()).isEmpty();
        assertThat(roster.takePlace()).isTrue();
        assertThat(roster.takePlace()).isTrue();
    }

    @Test
    void idsAreUniqueAndNameTheNode() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String id = roster.newId();
            assertThat(id).startsWith("node-");
            assertThat(ids.add(id)).isTrue();
        }
    }
}
