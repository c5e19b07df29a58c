package io.shardhub.examples.quiz.game;

/**
 * Who hears what happens in one quiz.
 *
 * <p><b>Threading:</b> one thread at a time, under the quiz's lock; must not block.
 */
public interface Audience {

    /** Tells everybody who has joined. */
    void tellAll(Announcement announcement);

    /** Tells one player. */
    void tell(String user, Announcement announcement);
}
