package io.shardhub.examples.load;

import java.nio.charset.StandardCharsets;

/** The messages that are sent, and the stamps in them: when each was due, and its number. */
final class Stamps {

    /** Hears of every stamp that is found. */
    interface Sink {

        /** One delivery. */
        void stamp(long dueNanos, long number);
    }

    private static final byte[] NUMBER = {';', 'S', 'Q', '='};

    private final String head;
    private final String tail;
    private final int filler;

    Stamps(String messageType, int filler) {
        this.head = "{\"type\":\"" + messageType + "\",\"data\":\"TS=";
        this.tail = ";" + "x".repeat(filler) + "\"}";
        this.filler = filler;
    }

    byte[] message(long dueNanos, int number) {
        return (head + dueNanos + ";SQ=" + number + tail).getBytes(StandardCharsets.US_ASCII);
    }

    /** Finds all stamps in a message; says whether there was one. */
    boolean scan(byte[] bytes, int from, int to, Sink sink) {
        boolean found = false;
        int at = from + 3;
        while (at < to) {
            if (bytes[at - 1] != '=' || bytes[at - 2] != 'S' || bytes[at - 3] != 'T') {
                at++;
                continue;
            }
            int dueEnd = digitsEnd(bytes, at, to);
            int numberAt = dueEnd + NUMBER.length;
            int end = startsWithNumber(bytes, dueEnd, to) ? digitsEnd(bytes, numberAt, to) : dueEnd;
            if (dueEnd == at || end <= numberAt) {
                at++;
                continue;
            }
            sink.stamp(value(bytes, at, dueEnd), value(bytes, numberAt, end));
            found = true;
            at = end + filler + 3; // no stamp begins in the filler
        }
        return found;
    }

    private static boolean startsWithNumber(byte[] bytes, int at, int to) {
        for (int i = 0; i < NUMBER.length; i++) {
            if (at + i >= to || bytes[at + i] != NUMBER[i]) {
                return false;
            }
        }
        return true;
    }

    private static int digitsEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && at - from < 18 && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private static long value(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = 10 * value + bytes[i] - '0';
        }
        return value;
    }
}
