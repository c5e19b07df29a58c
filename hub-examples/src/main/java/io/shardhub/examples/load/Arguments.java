package io.shardhub.examples.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param help whether only help is asked for
 * @param options what to do otherwise
 * @param json where the report goes as JSON, if anywhere
 */
record Arguments(
        boolean help, LoadOptions options, @Nullable String json) {

    static final String USAGE = """
        load [URL] [options]     many WebSocket clients against a server that has the handlers of bin/bench-server
          URL                    ws://127.0.0.1:8080/ws?user=%i, where %i is the number of the connection
          --mode fanout          the first connection sends BROADCAST, all receive (default)
                 echo            every connection sends ECHO and gets it back
                 idle            connections are held, nothing is sent
          --connections 100      at most 25000
          --slow 0               so many of them, the last ones, do not read
          --connect-rate 2000    connections a second
          --rate 20              messages a second, of all senders together; each has its time (open loop)
          --rate 0 --window 32   as many as 32 messages under way let through (closed loop)
          --payload 128          bytes of filler in a message
          --warmup 5             seconds before it is measured
          --seconds 10           seconds that are measured
          --pid PID              the server's process: its CPU time and memory
          --json FILE            the report as JSON, - for the standard output (no table then)
          --host NAME            permits a URL with that host, which is not this machine

        Examples, after bin/bench-server:
          load --connections 1000 --rate 20 --pid PID          broadcasts to a thousand clients
          load --connections 200 --rate 0 --window 32          as fast as it goes
          load --mode echo --connections 20 --rate 0 --window 1
          load --mode idle --connections 10000 --pid PID       what a connection costs
          load --connections 200 --slow 20 --payload 4096      some clients do not read

        Ends with 0 if every message came once and in order, with 2 if not, with 1 if nothing could be measured.
        """;

    private static final Set<String> NAMES = Set.of(
            "mode",
            "connections",
            "slow",
            "connect-rate",
            "rate",
            "window",
            "payload",
            "warmup",
            "seconds",
            "pid",
            "json",
            "host");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if something is unknown or out of its range; the message says what is expected
     */
    static Arguments parse(List<String> words) {
        Map<String, String> values = new HashMap<>();
        List<String> urls = new ArrayList<>();
        boolean help = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--help")) {
                help = true;
            } else if (!word.startsWith("--")) {
                urls.add(word);
            } else if (!NAMES.contains(word.substring(2)) || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        word + " (expected: one of the options that --help lists, with its value)");
            } else {
                values.put(word.substring(2), words.get(++i));
            }
        }
        if (urls.size() > 1) {
            throw new IllegalArgumentException(String.join(" ", urls) + " (expected: one URL)");
        }
        String url = urls.isEmpty() ? "ws://127.0.0.1:8080/ws?user=%i" : urls.get(0);
        return new Arguments(help, options(Target.parse(url, values.get("host")), values), values.get("json"));
    }

    private static LoadOptions options(Target target, Map<String, String> values) {
        String pid = values.get("pid");
        return new LoadOptions(
                target,
                new LoadOptions.Clients(
                        integer(values, "connections", 100),
                        integer(values, "slow", 0),
                        integer(values, "connect-rate", 2_000)),
                new LoadOptions.Sending(
                        mode(values.getOrDefault("mode", "fanout")),
                        integer(values, "rate", 20),
                        integer(values, "window", 32),
                        integer(values, "payload", 128)),
                LoadOptions.Timing.ofSeconds(seconds(values, "warmup", 5), seconds(values, "seconds", 10)),
                pid == null ? OptionalLong.empty() : OptionalLong.of(process(pid)));
    }

    private static Mode mode(String name) {
        for (Mode mode : Mode.values()) {
            if (mode.toString().equals(name)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("--mode: " + name + " (expected: fanout, echo or idle)");
    }

    private static int integer(Map<String, String> values, String name, int otherwise) {
        String text = values.getOrDefault(name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: a whole number)");
        }
    }

    private static double seconds(Map<String, String> values, String name, double otherwise) {
        String text = values.getOrDefault(name, Double.toString(otherwise));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + ": " + text + " (expected: seconds)");
        }
    }

    private static long process(String text) {
        try {
            long pid = Long.parseLong(text);
            if (ProcessHandle.of(pid).isPresent()) {
                return pid;
            }
        } catch (NumberFormatException e) {
            // refused below, like a process that is not there
        }
        throw new IllegalArgumentException("--pid: " + text + " (expected: the number of a process that runs here)");
    }
}
