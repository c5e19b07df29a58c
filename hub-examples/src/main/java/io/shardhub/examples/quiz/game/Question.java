package io.shardhub.examples.quiz.game;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A question with one right answer.
 *
 * @param text what is asked
 * @param options {@value #OPTIONS} different answers
 * @param answer the index of the right one
 */
public record Question(String text, List<String> options, int answer) {

    /** How many answers every question offers. */
    public static final int OPTIONS = 4;

    /** Refuses a question that cannot be asked. */
    public Question {
        options = List.copyOf(options);
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: blank (expected: a question)");
        }
        if (options.size() != OPTIONS || options.stream().distinct().count() != OPTIONS) {
            throw new IllegalArgumentException(
                    "options: " + options + " (expected: " + OPTIONS + " different answers), in: " + text);
        }
        if (answer < 0 || answer >= OPTIONS) {
            throw new IllegalArgumentException(
                    "answer: " + answer + " (expected: 0 to " + (OPTIONS - 1) + "), in: " + text);
        }
    }

    /** The same question with its answers in another order. */
    public Question shuffled(Random random) {
        List<String> mixed = new ArrayList<>(options);
        Collections.shuffle(mixed, random);
        return new Question(text, mixed, mixed.indexOf(options.get(answer)));
    }
}
