package io.shardhub.examples.quiz;

import io.shardhub.auth.RemoteAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often one address, or one IPv6 network of 64 bits, may ask for a token: a bucket of a minute's tokens, which is one number, the
 * time when it will be full again. Of the addresses that come, the last {@value #MOST} are known; a forgotten one has a full bucket.
 *
 * <p><b>Threading:</b> any thread; blocks for moments.
 */
final class LoginRate {

    static final int MOST = 10_000;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final long tokenNanos; // rounded up: never faster than the rate
    private final long burstNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Long> fullAt = new LastOnes(); // by holder

    /** Full buckets. */
    LoginRate(int perMinute, LongSupplier nanoTime) {
        this.tokenNanos = (MINUTE + perMinute - 1) / perMinute;
        this.burstNanos = perMinute * tokenNanos;
        this.nanoTime = nanoTime;
    }

    /** Takes a token of an address; gives how long it has to wait for one, which is zero if it has got it. */
    synchronized Duration take(String address) {
        String holder = RemoteAddress.holder(address).orElse(address);
        long now = nanoTime.getAsLong();
        long owed = Math.max(0, fullAt.getOrDefault(holder, now) - now) + tokenNanos;
        if (owed > burstNanos) {
            return Duration.ofNanos(owed - burstNanos);
        }
        fullAt.put(holder, now + owed);
        return Duration.ZERO;
    }

    /** How many addresses are known. */
    synchronized int known() {
        return fullAt.size();
    }

    private static final class LastOnes extends LinkedHashMap<String, Long> {

        private static final long serialVersionUID = 1L;

        private LastOnes() {
            super(16, 0.75f, true); // whoever came last is last
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    }
}
