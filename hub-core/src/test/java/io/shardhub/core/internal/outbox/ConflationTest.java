package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.outbox.Backlog.Offer;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.snapshot.DropCause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConflationTest {

    private static final int MAX_BYTES = 1_024;

    private final Ledger ledger = new Ledger();
    private final Backlog backlog = new Backlog(
            new OutboxLimits(4, MAX_BYTES, 1_000, OverflowPolicy.DROP_NEWEST, 1, 0, 64, 65_536),
            new JsonProtocol(),
            ledger);

    private static Message keyed(String text, String key) {
        return Message.text(text).withKey(key);
    }

    private List<String> drain() {
        List<String> texts = new ArrayList<>();
        for (Message next = backlog.poll(); next != null; next = backlog.poll()) {
            texts.add(String.valueOf(next.data()));
        }
        return texts;
    }

    @Test
    void newerMessageTakesThePlaceOfTheOlderWithTheSameKey() {
        backlog.offer(keyed("a1", "a"), 0);
        backlog.offer(keyed("b1", "b"), 0);
        backlog.offer(Message.text("plain"), 0);
        assertThat(backlog.offer(keyed("a2", "a"), 0)).isEqualTo(Offer.CONFLATED);
        assertThat(backlog.offer(keyed("a3", "a"), 0)).isEqualTo(Offer.CONFLATED);
        assertThat(backlog.size()).isEqualTo(3);
        assertThat(ledger.books(0).conflated()).isEqualTo(2);
        assertThat(drain()).containsExactlyInAnyOrder("a3", "b1", "plain");
    }

    @Test
    void fullBacklogStillConflates() {
        for (String key : List.of("a", "b", "c", "d")) {
            backlog.offer(keyed(key + 1, key), 0);
        }
        assertThat(backlog.offer(keyed("e1", "e"), 0)).isEqualTo(Offer.SHED);
        assertThat(backlog.offer(keyed("c2", "c"), 0)).isEqualTo(Offer.CONFLATED);
        assertThat(drain()).containsExactlyInAnyOrder("a1", "b1", "c2", "d1");
    }

    @Test
    void priorityMayChangeOnTheWay() {
        backlog.offer(keyed("a1", "a").withPriority(Priority.LOW), 0);
        backlog.offer(Message.text("n"), 0);
        assertThat(backlog.offer(keyed("a2", "a").withPriority(Priority.HIGH), 0))
                .isEqualTo(Offer.TAKEN);
        assertThat(ledger.books(0).conflated()).isEqualTo(1);
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(drain()).containsExactly("a2", "n");
        assertThat(backlog.size()).isZero();
    }

    @Test
    void bytesFollowTheReplacement() {
        backlog.offer(keyed("x".repeat(900), "a"), 0);
        assertThat(backlog.offer(keyed("x", "a"), 0)).isEqualTo(Offer.CONFLATED);
        assertThat(backlog.offer(Message.text("x".repeat(900)), 0))
                .as("the large one has left its room")
                .isEqualTo(Offer.TAKEN);
        assertThat(backlog.offer(Message.text("x".repeat(900)), 0)).isEqualTo(Offer.SHED);
    }

    @Test
    void bytesFollowTheReplacementToAnotherPriority() {
        backlog.offer(keyed("x".repeat(900), "a").withPriority(Priority.LOW), 0);
        backlog.offer(keyed("x", "a").withPriority(Priority.HIGH), 0);
        assertThat(backlog.offer(Message.text("x".repeat(900)), 0)).isEqualTo(Offer.TAKEN);
        assertThat(backlog.offer(Message.text("x".repeat(900)), 0)).isEqualTo(Offer.SHED);
    }

    @Test
    void replacementThatGrowsDoesNotBreakTheByteLimit() {
        backlog.offer(keyed("a", "a"), 0);
        backlog.offer(keyed("b", "b"), 0);
        int waiting = 0;
        for (String key : List.of("a", "b")) {
            backlog.offer(keyed("x".repeat(800), key), 0);
        }
        for (String text : drain()) {
            waiting += text.length();
        }
        assertThat(waiting).as("bytes that waited").isLessThanOrEqualTo(MAX_BYTES);
        assertThat(ledger.books(0).conflated() + ledger.books(0).dropped().getOrDefault(DropCause.OUTBOX_FULL, 0L))
                .as("what did not wait is counted, but for one that the caller counts")
                .isBetween(1L, 3L);
    }

    @Test
    void replacementIsAsYoungAsTheNewMessage() {
        backlog.offer(keyed("a1", "a"), 0);
        backlog.offer(keyed("a2", "a"), 900);
        backlog.expire(1_500);
        assertThat(backlog.size()).isEqualTo(1);
        backlog.expire(1_901);
        assertThat(backlog.size()).isZero();
    }

    @Test
    void whatIsMoreUrgentIsNotGivenUp() {
        backlog.offer(keyed("a1", "a").withPriority(Priority.CRITICAL), 0);
        backlog.offer(keyed("a2", "a").withPriority(Priority.LOW), 0);
        assertThat(ledger.books(0).conflated()).isZero();
        assertThat(drain()).containsExactly("a1", "a2");
    }

    @Test
    void nothingIsGivenUpForAMessageThatDoesNotGetIn() {
        backlog.offer(keyed("a1", "a"), 0);
        backlog.offer(Message.text("x".repeat(900)), 0);
        assertThat(backlog.offer(keyed("y".repeat(900), "a"), 0)).isEqualTo(Offer.SHED);
        assertThat(ledger.books(0).conflated()).isZero();
        assertThat(drain()).containsExactly("a1", "x".repeat(900));
    }

    @Test
    void everyOlderOneIsPointless() {
        backlog.offer(keyed("a1", "a"), 0);
        backlog.offer(keyed("a2", "a").withPriority(Priority.LOW), 0);
        assertThat(backlog.size()).as("the more urgent one is not given up").isEqualTo(2);
        assertThat(backlog.offer(keyed("a3", "a"), 0)).isEqualTo(Offer.CONFLATED);
        assertThat(ledger.books(0).conflated()).isEqualTo(2);
        assertThat(drain()).containsExactly("a3");
    }
}
