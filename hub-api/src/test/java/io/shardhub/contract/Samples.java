package io.shardhub.contract;

import java.util.List;
import java.util.stream.IntStream;

/** Texts to send, and a comparison that stays readable when they are large. */
final class Samples {

    private static final int LARGE = 65_000;
    private static final int SHOWN = 40;

    private Samples() {}

    /** Texts at the borders of encodings and of frame sizes. */
    static List<String> texts() {
        return List.of(
                "plain ascii",
                "",
                "{\"type\":\"A\",\"data\":\"quotes \\\" and\\nlines\"}",
                "tab\tnewline\nnul\u0000del\u007f",
                "J\u00fcrgen \u00df \u20ac",
                "\u7528\u6237",
                "\uD83D\uDE00 outside the basic plane \uDBFF\uDFFF",
                "\uFFFD\uFEFF\uFFFF",
                "x".repeat(125),
                "x".repeat(126),
                "x".repeat(127),
                "\u00e4".repeat(63),
                "x".repeat(4_096),
                "x".repeat(65_535),
                "x".repeat(65_536),
                "\uD83D\uDE00".repeat(16_384),
                "\u20ac".repeat(22_000),
                "");
    }

    /** Short texts that name their place. */
    static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "message " + i).toList();
    }

    /** A text of nearly 64 KiB that names its place. */
    static String large(int index) {
        return index + ":" + "x".repeat(LARGE);
    }

    /** Fails at the first text that differs, and shows no more of it than a line. */
    static void assertSame(List<String> expected, List<String> actual) {
        int common = Math.min(expected.size(), actual.size());
        for (int i = 0; i < common; i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                throw new AssertionError(
                        "text " + i + ": " + shown(actual.get(i)) + " (expected: " + shown(expected.get(i)) + ")");
            }
        }
        if (expected.size() != actual.size()) {
            throw new AssertionError(actual.size() + " texts arrived (expected: " + expected.size() + ")");
        }
    }

    private static String shown(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return "'" + start + "' of " + text.length() + " chars";
    }
}
