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
    private final Arrival arrival = new Arrival(client, rig.context.protocol());

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
        for (int i = 0; i < CAPACITY; i++) {
            send(Message.text("c" + i).withPriority(Priority.CRITICAL), OverflowPolicy.DROP_OLDEST);
        }
        assertThat(arrival.isOverflown()).as("in place of what is less urgent").isFalse();
        send(Message.text("x").withPriority(Priority.CRITICAL), OverflowPolicy.DROP_OLDEST);
        assertThat(arrival.isOverflown()).isTrue();
        assertThat(texts()).containsExactly("c0", "c1", "c2");
    }

    @Test
    void whatIsMoreUrgentTakesThePlaceOfTheNewestThatIsLeastUrgent() {
        send(Message.text("low 0").withPriority(Priority.LOW), OverflowPolicy.DROP_OLDEST);
        send(Message.text("normal"), OverflowPolicy.DROP_OLDEST);
        send(Message.text("low 1").withPriority(Priority.LOW), OverflowPolicy.DROP_OLDEST);
        send(Message.text("high").withPriority(Priority.HIGH), OverflowPolicy.DROP_OLDEST);
        assertThat(arrival.shed()).isEqualTo(1);
        send(Message.text("normal, too"), OverflowPolicy.DROP_OLDEST);
        assertThat(arrival.shed()).isEqualTo(2);
        send(Message.text("and another"), OverflowPolicy.DROP_OLDEST);
        assertThat(arrival.shed()).isEqualTo(3);
        assertThat(texts()).containsExactly("normal", "high", "normal, too");
    }

    @Test
    void bytesAreBounded() {
        OutboxLimits small =
                new OutboxLimits(100, 1_000, Long.MAX_VALUE, OverflowPolicy.DROP_OLDEST, Long.MAX_VALUE, 0, 64, 65_536);
        for (int i = 0; i < 3; i++) {
            arrival.hold(new ShardCommand.SendToClient(client, Message.text("x".repeat(450))), small);
        }
        assertThat(arrival.shed()).isEqualTo(1);
        Message tooMuch = Message.text("y".repeat(2_000)).withPriority(Priority.HIGH);
        arrival.hold(new ShardCommand.SendToClient(client, tooMuch), small);
        assertThat(arrival.shed())
                .as("nothing is given up for what does not fit")
                .isEqualTo(2);
        assertThat(texts()).hasSize(2).allMatch(text -> text.length() == 450);
    }

    private List<String> texts() {
        return held().stream()
                .map(command -> command.message().frame(rig.context.protocol()).text())
                .toList();
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
