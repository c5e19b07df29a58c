package io.shardhub.core.internal.care;

import io.shardhub.event.HubEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices that many clients leave within a short time: a network that breaks, a bad release of an app. One burst is reported
 * once, when it is over or has lasted for a while. Caretaker only.
 */
final class DepartureBurst {

    /** This part of the clients, and not fewer than {@link #LEAST}, leaving within a {@link #STEP} is a burst. */
    private static final double PART = 0.1;

    private static final int LEAST = 50;
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private long stepAt;
    private long departed;
    private int clients;
    private long burstAt;
    private long burstDeparted;
    private int burstClients;
    private boolean burst;

    DepartureBurst(long now) {
        stepAt = now;
    }

    /** How often to look. */
    static long interval() {
        return STEP.toNanos();
    }

    /** Looks at the numbers; returns a burst that is to be reported. */
    HubEvent.@Nullable MassDisconnect check(long nowDeparted, int nowClients, long now) {
        if (now - stepAt < STEP.toNanos()) {
            return null;
        }
        boolean many = nowDeparted - departed >= Math.max(LEAST, PART * clients);
        if (many && !burst) {
            burst = true;
            burstAt = stepAt;
            burstDeparted = departed;
            burstClients = clients;
        }
        HubEvent.MassDisconnect report = null;
        if (burst && (!many || now - burstAt >= LONGEST.toNanos())) {
            burst = false;
            long lasted = (many ? now : stepAt) - burstAt;
            long left = (many ? nowDeparted : departed) - burstDeparted;
            report = new HubEvent.MassDisconnect((int) left, burstClients, Duration.ofNanos(lasted));
        }
        stepAt = now;
        departed = nowDeparted;
        clients = nowClients;
        return report;
    }
}
