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
        int slice = members.size() / SLICES_PER_ROUND + 1;
        for (int i = 0; i < slice && members.size() > 0; i++) {
            if (next >= members.size()) {
                next = 0;
            }
            check(members.get(next++), now);
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
