package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.testing.Guest;
import io.shardhub.snapshot.Books;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a storm's peer must have got, and may have got, by what was handed in for it. */
final class StormModel {

    private final Guest guest;
    private final String user;
    private final Set<String> topics = new HashSet<>();
    private final Map<String, Boolean> due = new LinkedHashMap<>(); // text to whether it must arrive or be counted
    private boolean ended;
    private boolean uncertain;

    StormModel(Guest guest, String user) {
        this.guest = guest;
        this.user = user;
    }

    Guest guest() {
        return guest;
    }

    String user() {
        return user;
    }

    /** Whether it has been closed or has left, so that what is handed in from now on may come too late. */
    boolean hasEnded() {
        return ended || !guest.client().isOpen();
    }

    void ends() {
        ended = true;
    }

    boolean isIn(String topic) {
        return topics.contains(topic);
    }

    void subscribes(String topic) {
        topics.add(topic);
    }

    void unsubscribes(String topic) {
        topics.remove(topic);
    }

    /** A message was handed in for it: surely taken, or perhaps. */
    void owes(String text, boolean surely) {
        due.put(text, surely && !hasEnded());
        uncertain |= !surely;
    }

    /** Everything arrived at most once, in the order of each sender and priority, and nothing that was not meant for it. */
    void check() {
        List<String> texts = guest.texts();
        assertThat(texts).as("twice").doesNotHaveDuplicates();
        assertThat(due.keySet()).as("not meant for it").containsAll(texts);
        Map<String, Integer> last = new HashMap<>();
        for (String text : texts) {
            String[] parts = text.split(" ", -1); // lane, number, key
            if (parts[2].isEmpty()) {
                Integer before = last.put(parts[0], Integer.valueOf(parts[1]));
                assertThat(before == null || before < Integer.parseInt(parts[1]))
                        .as("order of %s in %s", text, texts)
                        .isTrue();
            }
        }
        Books books = guest.client().books();
        assertThat(books.isBalanced()).as("balance of %s", books).isTrue();
        if (hasEnded()) {
            return;
        }
        long must = due.values().stream().filter(surely -> surely).count();
        assertThat(books.accepted()).as("accepted").isBetween(must, uncertain ? (long) due.size() : must);
        assertThat(books.waiting()).as("waiting").isZero();
        assertThat(books.sent()).as("sent").isEqualTo(texts.size());
        if (books.droppedTotal() == 0 && books.conflated() == 0) {
            due.forEach((text, surely) -> assertThat(!surely || texts.contains(text))
                    .as("arrival of %s", text)
                    .isTrue());
        }
    }
}
