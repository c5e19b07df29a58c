package io.shardhub.examples.load;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The numbers that one connection has seen, of a series that begins with 0: what is missing, what comes late or twice. */
final class Sequence {

    /** What a number is that arrives. */
    enum Arrival {
        /** Never seen, and higher than all that were. */
        IN_ORDER,
        /** Never seen, and lower than one that was. */
        LATE,
        /** Seen before. */
        DUPLICATE
    }

    private int next;
    private @Nullable TreeMap<Integer, Integer> holes; // first missing -> first not missing; null until there is one

    Arrival arrive(int number) {
        if (number == next) {
            next++;
            return Arrival.IN_ORDER;
        }
        if (number > next) {
            if (holes == null) {
                holes = new TreeMap<>();
            }
            holes.put(next, number);
            next = number + 1;
            return Arrival.IN_ORDER;
        }
        return fill(number) ? Arrival.LATE : Arrival.DUPLICATE;
    }

    private boolean fill(int number) {
        Map.Entry<Integer, Integer> hole = holes == null ? null : holes.floorEntry(number);
        if (holes == null || hole == null || hole.getValue() <= number) {
            return false;
        }
        holes.remove(hole.getKey());
        if (hole.getKey() < number) {
            holes.put(hole.getKey(), number);
        }
        if (number + 1 < hole.getValue()) {
            holes.put(number + 1, hole.getValue());
        }
        return true;
    }
}
