package io.shardhub.examples.quiz.game;

import java.util.Locale;

/** Where a quiz is in its life. */
public enum Phase {
    /** Players gather; the host starts it. */
    LOBBY,
    /** A question is open for answers. */
    QUESTION,
    /** The answer is shown for a moment. */
    REVEAL,
    /** The final scores stand. */
    ENDED;

    /** As it is on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
