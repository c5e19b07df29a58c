package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.junit.jupiter.api.Test;

final class MailboxTest {

    private final Mailbox mailbox = new Mailbox(64);
    private final ShardRig rig = new ShardRig();

    private static ShardCommand message(int number) {
        return new ShardCommand.BroadcastToAll(Message.text("m" + number));
    }

    @Test
    void commandsComeOutInOrder() {
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.poll()).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(i % 2 == 0 ? mailbox.offerMessage(message(i)) : mailbox.offer(message(i)))
                    .isTrue();
        }
        assertThat(mailbox.size()).isEqualTo(10);
        assertThat(mailbox.hasCommands()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(String.valueOf(mailbox.poll())).isEqualTo(String.valueOf(message(i)));
        }
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.refused()).isZero();
    }

    @Test
    void messagesLeaveAnEighthForTheOthers() {
        int messages = 0;
        while (mailbox.offerMessage(message(messages))) {
            messages++;
        }
        assertThat(messages).isEqualTo(56);
        int commands = 0;
        while (mailbox.offer(message(commands))) {
            commands++;
        }
        assertThat(commands).isEqualTo(8);
        assertThat(mailbox.refused()).isEqualTo(2);
        mailbox.poll();
        assertThat(mailbox.offerMessage(message(0)))
                .as("messages still have no room")
                .isFalse();
        assertThat(mailbox.offer(message(0))).isTrue();
    }

    @Test
    void signalsAreNeverRefused() {
        while (mailbox.offer(message(0))) {
            // until it is full
        }
        for (int i = 0; i < 10_000; i++) {
            mailbox.offerSignal(rig.client("u"));
        }
        int signals = 0;
        while (mailbox.pollSignal() != null) {
            signals++;
        }
        assertThat(signals).isEqualTo(10_000);
        assertThat(mailbox.isEmpty()).isFalse();
    }

    @Test
    void signalAloneIsWork() {
        mailbox.offerSignal(rig.client("u"));
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.hasCommands()).isFalse();
    }

    @Test
    void messageFromBeforeACutLeavesItsPlaceEmpty() {
        Cut cut = new Cut();
        long look = cut.look();
        assertThat(mailbox.offerMessageSince(cut, look, message(1))).isEqualTo(Mailbox.Posting.TAKEN);
        cut.tryClose();
        assertThat(mailbox.offerMessageSince(cut, look, message(2))).isEqualTo(Mailbox.Posting.MOVED);
        cut.open();
        assertThat(mailbox.offerMessageSince(cut, look, message(3))).isEqualTo(Mailbox.Posting.MOVED);
        assertThat(mailbox.offerMessageSince(cut, cut.look(), message(4))).isEqualTo(Mailbox.Posting.TAKEN);
        assertThat(List.of(
                        String.valueOf(mailbox.poll()),
                        String.valueOf(mailbox.poll()),
                        String.valueOf(mailbox.poll()),
                        String.valueOf(mailbox.poll())))
                .containsExactly(String.valueOf(message(1)), "Nothing[]", "Nothing[]", String.valueOf(message(4)));
    }

    @Test
    void messageWithoutRoomIsNotRefusedBehindTheCut() {
        Cut cut = new Cut();
        int messages = 0;
        while (mailbox.offerMessageSince(cut, cut.look(), message(messages)) == Mailbox.Posting.TAKEN) {
            messages++;
        }
        assertThat(messages).isEqualTo(56);
        assertThat(mailbox.refused())
                .as("who asks again within the cut is counted then")
                .isZero();
    }

    /** What moving clients relies on: a place is taken before it is asked what comes there. */
    @Test
    void placeIsTakenBeforeItsCommandIsMade() {
        MpscAtomicArrayQueue<String> queue = new MpscAtomicArrayQueue<>(64);
        List<Long> positions = new ArrayList<>();
        queue.fill(
                () -> {
                    positions.add(queue.currentProducerIndex());
                    return "command";
                },
                1);
        assertThat(positions).containsExactly(1L);
    }
}
