package io.shardhub.core.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a soak came to.
 *
 * @param rounds each once without and once with movement
 * @param handedIn messages that the senders handed in
 * @param refused those that a shard refused
 * @param lost peers that were to stay and were cut off
 * @param mistaken threads that were taken for ones that hang
 * @param movement what moved, in words
 * @param faults what was done to peers and threads, in words
 * @param violations what the hub did that it must not
 * @param told the first of them in words
 */
record SoakReport(
        List<Round> rounds,
        long handedIn,
        long refused,
        int lost,
        int mistaken,
        String movement,
        String faults,
        int violations,
        List<String> told) {

    /**
     * Messages that were written to peers while the senders were at it.
     *
     * @param deliveries how many
     * @param moves clients that came to another shard meanwhile
     * @param seconds within which time
     * @param processor seconds of processors that senders and hub had meanwhile
     */
    record Phase(long deliveries, long moves, double seconds, double processor) {

        double throughput() {
            return deliveries / seconds;
        }

        double perProcessor() {
            return deliveries / processor;
        }

        Phase plus(Phase other) {
            return new Phase(
                    deliveries + other.deliveries,
                    moves + other.moves,
                    seconds + other.seconds,
                    processor + other.processor);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.0f deliveries/s (%d in %.1f s), %.0f per second of a processor (%.2f busy), %.0f moves/s",
                    throughput(),
                    deliveries,
                    seconds,
                    perProcessor(),
                    processor / seconds,
                    moves / seconds);
        }
    }

    /** One phase without movement, and one with it. */
    record Round(Phase calm, Phase moving) {

        static final Round NONE = new Round(new Phase(0, 0, 0, 0), new Phase(0, 0, 0, 0));

        /** The throughput with movement, as a part of that without. */
        double ratio() {
            return moving.throughput() / calm.throughput();
        }

        /** The same per second of a processor: what it costs, however crowded the machine is. */
        double costRatio() {
            return moving.perProcessor() / calm.perProcessor();
        }

        Round plus(Round other) {
            return new Round(calm.plus(other.calm), moving.plus(other.moving));
        }
    }

    /** All rounds together. */
    Round sum() {
        return rounds.stream().reduce(Round.NONE, Round::plus);
    }

    /** Clients that were moved while it was measured. */
    long moves() {
        return sum().moving.moves;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                """
                soak: %d violations %s
                  without movement: %s
                  with movement:    %s
                  ratio:            %.3f (%s), per processor %.3f (%s)
                  movement:         %s
                  faults:           %s
                  messages:         %d handed in, %d refused; %d peers cut off by mistake""",
                violations,
                told,
                sum().calm,
                sum().moving,
                sum().ratio(),
                each(Round::ratio),
                sum().costRatio(),
                each(Round::costRatio),
                movement,
                faults,
                handedIn,
                refused,
                lost);
    }

    private String each(ToDoubleFunction<Round> figure) {
        return rounds.stream()
                .map(round -> String.format(Locale.ROOT, "%.2f", figure.applyAsDouble(round)))
                .collect(Collectors.joining(" "));
    }
}
