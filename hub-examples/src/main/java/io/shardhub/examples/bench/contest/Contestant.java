package io.shardhub.examples.bench.contest;

import io.shardhub.examples.container.Container;
import java.util.Locale;
import java.util.Map;

/** Who takes part. */
enum Contestant {
    /** The bench server on the container's fast pipe. */
    FAST("bench-server", "PIPE", "fast"),
    /** The bench server on the standard API. */
    STANDARD("bench-server", "PIPE", "standard"),
    /** The asynchronous loop, written by hand. */
    ASYNC("comparison-server", "SERVER", "async"),
    /** The blocking loop, written by hand. */
    BLOCKING("comparison-server", "SERVER", "blocking"),
    /** Netty, without a container. */
    NETTY("comparison-server", "SERVER", "netty");

    private final String script;
    private final String variable;
    private final String value;

    Contestant(String script, String variable, String value) {
        this.script = script;
        this.variable = variable;
        this.value = value;
    }

    /** The program in {@code bin} that runs it. */
    String script() {
        return script;
    }

    /** What the program reads from its environment. */
    Map<String, String> settings() {
        return Map.of(variable, value);
    }

    /** Whether it can run in that container: a blocking loop would block the threads of Undertow that write. */
    boolean runsIn(Container container) {
        return this != BLOCKING || container != Container.UNDERTOW;
    }

    /** The name, as it is given from outside. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
