package io.shardhub.examples.quiz.game;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was said, and to whom. */
final class RecordingAudience implements Audience {

    /** One announcement; {@code user} is null when all were told. */
    record Heard(@Nullable String user, Announcement announcement) {}

    private final List<Heard> heard = new ArrayList<>();

    @Override
    public void tellAll(Announcement announcement) {
        heard.add(new Heard(null, announcement));
    }

    @Override
    public void tell(String user, Announcement announcement) {
        heard.add(new Heard(user, announcement));
    }

    /** The types of all that was said, in order. */
    List<String> types() {
        return heard.stream().map(each -> each.announcement().type()).toList();
    }

    /** Everything of one kind that all were told, in order. */
    <T extends Announcement> List<T> toAll(Class<T> kind) {
        return heard.stream()
                .filter(each -> each.user() == null && kind.isInstance(each.announcement()))
                .map(each -> kind.cast(each.announcement()))
                .toList();
    }

    /** The last of one kind that all were told. */
    <T extends Announcement> T last(Class<T> kind) {
        List<T> all = toAll(kind);
        if (all.isEmpty()) {
            throw new AssertionError("nothing of " + kind.getSimpleName() + " in " + types());
        }
        return all.get(all.size() - 1);
    }

    /** What one player was told alone. */
    List<Announcement> to(String user) {
        return heard.stream()
                .filter(each -> user.equals(each.user()))
                .map(Heard::announcement)
                .toList();
    }

    void forget() {
        heard.clear();
    }
}
