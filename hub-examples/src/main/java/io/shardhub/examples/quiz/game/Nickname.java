package io.shardhub.examples.quiz.game;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What players are called: 1 to {@value #MAX_LENGTH} characters that can be seen. */
public final class Nickname {

    private static final int MAX_LENGTH = 20;

    private Nickname() {}

    /** The name as it is shown, or a refusal. */
    public static String check(@Nullable String wanted) throws RefusedException {
        String name = wanted == null
                ? ""
                : Normalizer.normalize(wanted, Normalizer.Form.NFC).strip();
        int length = name.codePointCount(0, name.length());
        if (length > MAX_LENGTH
                || name.codePoints().allMatch(Character::isSpaceChar)
                || name.codePoints().anyMatch(Nickname::isInvisible)) {
            throw new RefusedException("bad_name", "name: expected 1 to " + MAX_LENGTH + " visible characters");
        }
        return name;
    }

    /** Two names that look alike fold to the same. */
    static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
