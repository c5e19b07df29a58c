package io.shardhub.examples.bench.contest;

import io.shardhub.examples.load.LoadOptions.Clients;
import io.shardhub.examples.load.LoadOptions.Sending;
import io.shardhub.examples.load.Mode;
import java.util.Locale;

/** The loads. To add one: name it here, with what is worth comparing. */
enum Case {
    /** The usual day of a busy hub. */
    BROADCAST(Mode.FANOUT, 1_000, 20, 1, 128, Worth.CPU),
    /** As fast as everybody gets it. */
    SATURATED(Mode.FANOUT, 200, 0, 32, 128, Worth.RATE),
    /** Few connections that hear much. */
    FREQUENT(Mode.FANOUT, 100, 300, 1, 128, Worth.CPU),
    /** Many connections that hear little, all at once. */
    CROWD(Mode.FANOUT, 8_000, 1, 1, 128, Worth.P99),
    /** Larger messages. */
    LARGE(Mode.FANOUT, 1_000, 20, 1, 4_096, Worth.CPU),
    /** Requests and answers, one at a time. */
    ECHO(Mode.ECHO, 20, 0, 1, 128, Worth.CPU),
    /** Requests and answers, many at a time. */
    ECHOES(Mode.ECHO, 100, 0, 16, 128, Worth.CPU),
    /** Connections, and nothing else. */
    IDLE(Mode.IDLE, 10_000, 0, 1, 0, Worth.MEMORY);

    /** The figure that contestants are compared by. */
    enum Worth {
        CPU,
        RATE,
        P99,
        MEMORY
    }

    private static final int CONNECTS_PER_SECOND = 2_000;

    private final Mode mode;
    private final int connections;
    private final int rate;
    private final int window;
    private final int payload;
    private final Worth worth;

    Case(Mode mode, int connections, int rate, int window, int payload, Worth worth) {
        this.mode = mode;
        this.connections = connections;
        this.rate = rate;
        this.window = window;
        this.payload = payload;
        this.worth = worth;
    }

    Worth worth() {
        return worth;
    }

    /** The connections; of a smaller contest so many at most. */
    Clients clients(int most) {
        return new Clients(Math.min(connections, most), 0, CONNECTS_PER_SECOND);
    }

    Sending sending() {
        return new Sending(mode, rate, window, payload);
    }

    /** The name, as it is given from outside. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
