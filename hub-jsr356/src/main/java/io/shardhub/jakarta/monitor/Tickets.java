package io.shardhub.jakarta.monitor;

import io.shardhub.annotation.AnyThread;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets who may look at the hub open one WebSocket: each ticket is good once, for half a minute. When there are too many the
 * oldest ceases to be good.
 */
@AnyThread
final class Tickets {

    private static final int MOST = 64;
    private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clock;
    private final ArrayDeque<Ticket> sold = new ArrayDeque<>(); // guarded by this, oldest first

    private record Ticket(String text, long at) {}

    Tickets(LongSupplier clock) {
        this.clock = clock;
    }

    /** A text that nobody can guess. */
    String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A new ticket. */
    synchronized String sell() {
        if (sold.size() == MOST) {
            sold.poll();
        }
        Ticket ticket = new Ticket(secret(), clock.getAsLong());
        sold.add(ticket);
        return ticket.text;
    }

    /** Whether the ticket is good; it is not any more. */
    synchronized boolean use(String text) {
        long now = clock.getAsLong();
        sold.removeIf(ticket -> now - ticket.at > VALID_NANOS);
        return sold.removeIf(ticket -> ticket.text.equals(text));
    }
}
