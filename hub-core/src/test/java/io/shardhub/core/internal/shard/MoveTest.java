package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.core.testing.QuietLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shard that gives its clients to another one, step by step. */
@ExtendWith(QuietLog.class)
final class MoveTest {

    private static final CloseReason SHUTDOWN = CloseReason.of(CloseCode.SHUTDOWN, "server shutdown");

    private final ShardRig rig = new ShardRig();
    private final Shard from = rig.shard;
    private final Shard to = new Shard(1, rig.context);
    private final Shard another = new Shard(2, rig.context);
    private final List<HubClient> clients = new ArrayList<>();

    MoveTest() {
        to.start();
        another.start();
        for (int i = 0; i < 4; i++) {
            HubClient client = rig.client("u" + i);
            from.register(client);
            clients.add(client);
        }
        rig.runtime.runUntilIdle();
    }

    private static MoveOrder order(Shard from, Shard to, int clients) {
        MoveOrder order = from.move(to, clients);
        assertThat(order).isNotNull();
        return order;
    }

    private void run(Shard shard) {
        rig.runtime.runUntilIdle("hub-hub-shard-" + shard.index());
    }

    @Test
    void shardWithAnOrderIsNotVacant() {
        MoveOrder first = order(from, to, 4);
        MoveOrder second = order(from, another, 4);
        int drains = 0;
        while (!from.isVacant()) {
            from.work();
            drains++;
            assertThat(drains).isLessThan(10);
        }
        assertThat(first.end()).isCompletedWithValue(4);
        assertThat(second.end()).isCompletedWithValue(0);
    }

    @Test
    void shardThatClosesGivesNobodyAway() {
        MoveOrder order = order(from, to, 4);
        from.closeAll(SHUTDOWN);
        run(from);
        assertThat(order.end()).isCompletedWithValue(0);
        assertThat(to.clients()).isZero();
        assertThat(clients).noneMatch(HubClient::isOpen);
    }
}
