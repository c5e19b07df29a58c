package io.shardhub.examples.bench.contest;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.load.LoadOptions.Timing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a contest consists of.
 *
 * @param containers where
 * @param cases under which loads
 * @param contestants who
 * @param rounds how often each
 * @param connections at most so many
 * @param timing of each turn
 * @param json where the figures go as JSON, if anywhere
 */
record ContestOptions(
        List<Container> containers,
        List<Case> cases,
        List<Contestant> contestants,
        int rounds,
        int connections,
        Timing timing,
        @Nullable String json) {

    static final String USAGE = """
        benchmark [options]                  Shardhub and what it is compared with, in turns, under the same load
          --containers tomcat                tomcat, tomcat10, jetty, tyrus, undertow, or all
          --cases broadcast,saturated,echo   broadcast   1,000 connections, 20 messages of 128 bytes a second
                                             saturated   200 connections, 32 messages under way
                                             frequent    100 connections, 300 a second
                                             crowd       8,000 connections, 1 a second
                                             large       1,000 connections, 20 messages of 4,096 bytes a second
                                             echo        20 connections, 1 request under way on each
                                             echoes      100 connections, 16 requests under way on each
                                             idle        10,000 connections, nothing is sent
                                             or all
          --servers all                      fast, standard: the bench server on the container's pipe and on the standard API
                                             async, blocking: loops over the standard API, written by hand
                                             netty: written by hand without a container
          --rounds 1                         turns of everyone; the medians are shown
          --warmup 3                         seconds before a turn is measured
          --seconds 5                        seconds that are measured
          --connections 25000                no case opens more
          --json FILE                        every report and every ratio, - for the standard output (no tables then)

        Every server is a process of its own; it is started before its first turn in a container, which is warmed up twice as
        long. For the idle case it is fresh, and has a heap that grows with what is in it. JAVA_OPTS goes to all of them.
        Ends with 0 if every message came once and in order, with 2 if not, with 1 if something could not be measured.
        """;

    private static final List<String> NAMES =
            List.of("containers", "cases", "servers", "rounds", "warmup", "seconds", "connections", "json");

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if something is unknown or out of its range; the message says what is expected
     */
    static ContestOptions parse(List<String> words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String word = words.get(i);
            if (!word.startsWith("--") || !NAMES.contains(word.substring(2)) || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        word + " (expected: one of the options that --help lists, with its value)");
            }
            values.put(word.substring(2), words.get(i + 1));
        }
        return new ContestOptions(
                choices(values, "containers", "tomcat", Container.values()),
                choices(values, "cases", "broadcast,saturated,echo", Case.values()),
                choices(values, "servers", "all", Contestant.values()),
                (int) number(values, "rounds", 1, 1, 100),
                (int) number(values, "connections", 25_000, 1, 25_000),
                Timing.ofSeconds(number(values, "warmup", 3, 0, 600), number(values, "seconds", 5, 0.1, 600)),
                values.get("json"));
    }

    private static <E> List<E> choices(Map<String, String> values, String name, String otherwise, E[] all) {
        return Stream.of(values.getOrDefault(name, otherwise).split(",", -1))
                .flatMap(word -> word.equals("all") ? Stream.of(all) : Stream.of(choice(name, word, all)))
                .distinct()
                .toList();
    }

    private static <E> E choice(String name, String word, E[] all) {
        return Stream.of(all)
                .filter(choice -> choice.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> refusal(name, word, "all, or some of " + List.of(all)));
    }

    private static double number(Map<String, String> values, String name, double otherwise, double min, double max) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refusal(name, text, "a number from " + (float) min + " to " + (float) max);
    }

    private static IllegalArgumentException refusal(String name, String value, String expected) {
        return new IllegalArgumentException("--" + name + ": " + value + " (expected: " + expected + ")");
    }
}
