package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.outbox.OutboxLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held for a client on its way. */
final class ArrivalTest {

    private static final int CAPACITY = 3;

    private final ShardRig rig = new ShardRig();
    private final HubClient client = rig.client("u");
    private final Arrival arrival = new Arrival(client);

    private static OutboxLimits limits(OverflowPolicy policy) {
        return new OutboxLimits(CAPACITY, 1 << 20, Long.MAX_VALUE, policy, Long.MAX_VALUE, 0, 64, 65_536);
    }

    private void send(Message message, OverflowPolicy policy) {
        arrival.hold(new ShardCommand.SendToClient(client, message), limits(policy));
    }

    private List<ShardCommand> held() {
        List<ShardCommand> all = new ArrayList<>();
        for (ShardCommand next = arrival.peek(); next != null; next = arrival.peek()) {
            all.add(next);
            arrival.poll();
        }
        return all;
    }

    @Test
    void commandsAreHeldInOrderAndMessagesUpToTheCapacityOfAnOutbox() {
        List<ShardCommand> expected = new ArrayList<>();
        for (int i = 0; i < CAPACITY + 2; i++) {
            ShardCommand.SendToClient command = new ShardCommand.SendToClient(client, Message.text("m" + i));
            arrival.hold(command, limits(OverflowPolicy.DROP_OLDEST));
            expected.add(command);
        }
        ShardCommand close = new ShardCommand.CloseClient(client);
        arrival.hold(close);
        expected.subList(CAPACITY, CAPACITY + 2).clear();
        expected.add(close);
        assertThat(held()).isEqualTo(expected);
        assertThat(arrival.shed()).isEqualTo(2);
        assertThat(arrival.isOverflown()).isFalse();
    }

    @Test
    void whatMustNotBeShedClosesTheClient() {
        for (int i = 0; i < CAPACITY; i++) {
            send(Message.text("m" + i), OverflowPolicy.DROP_OLDEST);
        }
        send(Message.text("x").withPriority(Priority.CRITICAL), OverflowPolicy.DROP_OLDEST);
        assertThat(arrival.isOverflown()).isTrue();
    }

    @Test
    void policyOfTheMessageGoesBeforeThatOfTheHub() {
        for (int i = 0; i < CAPACITY; i++) {
            send(Message.text("m" + i), OverflowPolicy.DISCONNECT);
        }
        send(Message.text("x").withOverflow(OverflowPolicy.DROP_NEWEST), OverflowPolicy.DISCONNECT);
        assertThat(arrival.isOverflown()).isFalse();
        send(Message.text("x"), OverflowPolicy.DISCONNECT);
        assertThat(arrival.isOverflown()).isTrue();
    }

    @Test
    void topicsAreThoseThatItWillHaveThen() {
        rig.shard.register(client);
        client.subscribe("a");
        client.subscribe("b");
        rig.runtime.runUntilIdle();
        assertThat(arrival.takes("a")).isTrue();
        assertThat(arrival.takes("c")).isFalse();
        arrival.hold(new ShardCommand.UnsubscribeClient(client, "a"));
        arrival.hold(new ShardCommand.SubscribeClient(client, "c"));
        assertThat(arrival.takes("a")).isFalse();
        assertThat(arrival.takes("b")).isTrue();
        assertThat(arrival.takes("c")).isTrue();
        arrival.hold(new ShardCommand.SubscribeClient(client, "a"));
        assertThat(arrival.takes("a")).isTrue();
    }
}
