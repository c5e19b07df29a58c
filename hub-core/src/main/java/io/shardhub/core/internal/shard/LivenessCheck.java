package io.shardhub.core.internal.shard;

/**
 * Goes round the clients of a shard, a slice at a time, so that every client is looked at several times per ping interval and
 * pings do not leave in one burst. Owner only.
 */
final class LivenessCheck {

    /** Every client is looked at this often per ping interval. */
    private static final int ROUNDS_PER_PING = 8;

    /** Each round is made in this many slices. */
    private static final int SLICES_PER_ROUND = 8;

    /** What happens to a silent client. */
    interface Verdict {
        void ping(HubClient client);

        void silent(HubClient client);
    }

    private final Members members;
    private final Timing timing;
    private final Verdict verdict;
    private final long interval;
    private long dueAt;
    private int next;
    private int slice; // of this round, so that a round ends in time even if it finds nobody alive
    private int slicesLeft;

    LivenessCheck(Members members, Timing timing, Verdict verdict, long now) {
        this.members = members;
        this.timing = timing;
        this.verdict = verdict;
        this.interval = Math.max(timing.tick(), timing.ping() / (ROUNDS_PER_PING * SLICES_PER_ROUND));
        this.dueAt = now + interval;
    }

    long dueAt() {
        return dueAt;
    }

    void run(long now) {
        if (now - dueAt < 0) {
            return;
        }
        dueAt = now + interval;
        if (slicesLeft == 0) {
            slicesLeft = SLICES_PER_ROUND;
            slice = members.size() / SLICES_PER_ROUND + 1;
            next = 0;
        }
        slicesLeft--;
        for (int i = 0; i < slice && next < members.size(); i++) {
            HubClient client = members.get(next);
            check(client, now);
            if (next < members.size() && members.get(next) == client) { // else another one has taken its position
                next++;
            }
        }
    }

    private void check(HubClient client, long now) {
        long silent = now - client.heardAt();
        if (silent > timing.silence()) {
            verdict.silent(client);
        } else if (silent > timing.ping() && now - client.pingedAt > timing.ping()) {
            client.pingedAt = now;
            verdict.ping(client);
        }
    }
}
