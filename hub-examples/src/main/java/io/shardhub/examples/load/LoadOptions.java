package io.shardhub.examples.load;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a run does; checked when it is made.
 *
 * @param target where the load goes
 * @param clients how many there are
 * @param sending what they send
 * @param timing how long it takes
 * @param serverPid the process whose CPU time and memory are of interest, if any
 */
public record LoadOptions(Target target, Clients clients, Sending sending, Timing timing, OptionalLong serverPid) {

    /** At most this many connections: what one address has ports for. */
    public static final int MAX_CONNECTIONS = 25_000;

    /** At most this many seconds of each phase. */
    public static final int MAX_SECONDS = 3_600;

    /**
     * The connections.
     *
     * @param connections how many, the first of which publishes
     * @param slow how many of them, the last ones, do not read once they are connected
     * @param connectsPerSecond how fast they come
     */
    public record Clients(int connections, int slow, int connectsPerSecond) {

        /** Checks every value. */
        public Clients {
            between(1, MAX_CONNECTIONS, connections, "connections");
            between(0, connections - 1, slow, "slow");
            between(1, 1_000_000, connectsPerSecond, "connect-rate");
        }
    }

    /**
     * What is sent.
     *
     * @param mode by whom and to whom
     * @param rate messages a second of all senders, each due at its time however slow the server is (open loop); 0 for as many
     *     as the window lets through (closed loop)
     * @param window closed loop: how many messages are under way, of a publisher those that not everyone has
     * @param payload bytes of filler in a message
     */
    public record Sending(Mode mode, int rate, int window, int payload) {

        /** Checks every value. */
        public Sending {
            between(0, 1_000_000, rate, "rate");
            between(1, 65_536, window, "window");
            between(0, 60_000, payload, "payload");
        }

        boolean isOpenLoop() {
            return rate > 0;
        }
    }

    /**
     * How long it takes.
     *
     * @param warmup sends like the measurement, and is not counted
     * @param measured what is counted
     * @param drain at most, until the last message has come
     */
    public record Timing(Duration warmup, Duration measured, Duration drain) {

        /** Checks every value. */
        public Timing {
            seconds(warmup, 0, "warmup");
            seconds(measured, 100, "seconds");
            seconds(drain, 0, "drain");
        }

        /** That many seconds of each, and at most three until everything has come. */
        public static Timing ofSeconds(double warmup, double measured) {
            return new Timing(
                    Duration.ofMillis(Math.round(warmup * 1_000)),
                    Duration.ofMillis(Math.round(measured * 1_000)),
                    Duration.ofSeconds(3));
        }

        private static void seconds(Duration value, long minMillis, String name) {
            if (value.toMillis() < minMillis || value.compareTo(Duration.ofSeconds(MAX_SECONDS)) > 0) {
                throw new IllegalArgumentException("--" + name + ": " + value.toMillis() / 1_000.0 + " (expected: "
                        + minMillis / 1_000.0 + " to " + MAX_SECONDS + " seconds)");
            }
        }
    }

    private static void between(int min, int max, int value, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "--" + name + ": " + value + " (expected: a whole number from " + min + " to " + max + ")");
        }
    }
}
