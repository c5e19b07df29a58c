package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.options.CreditOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A message, or an event, of a test. */
final class Work extends Task {

    static final Duration DEADLINE = Duration.ofSeconds(2);

    /** Why it was dropped, if it was. */
    final List<Fault> dropped = new ArrayList<>();

    private final Runnable body;
    private final boolean message;
    private int bytes;

    Work(Priority priority, Execution execution, Runnable body) {
        this(priority, execution, DEADLINE, body, true);
    }

    private Work(Priority priority, Execution execution, Duration deadline, Runnable body, boolean message) {
        super(priority, execution, deadline.toNanos());
        this.body = body;
        this.message = message;
    }

    static Work event(Runnable body) {
        return new Work(Priority.HIGH, Execution.POOL, DEADLINE, body, false);
    }

    /** The credit of a client: that many messages. */
    static CreditOptions credit(int messages) {
        return CreditOptions.defaults(1).withMessages(messages);
    }

    /** This, of another size. */
    Work sized(int newBytes) {
        bytes = newBytes;
        return this;
    }

    static Work lasting(Duration deadline, Runnable body) {
        return new Work(Priority.NORMAL, Execution.POOL, deadline, body, true);
    }

    @Override
    void run() {
        body.run();
    }

    @Override
    boolean isMessage() {
        return message;
    }

    @Override
    int bytes() {
        return bytes;
    }

    @Override
    void drop(Fault cause) {
        dropped.add(cause);
    }

    @Override
    public String toString() {
        return "work";
    }
}
