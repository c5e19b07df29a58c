package io.shardhub.examples.load;

/**
 * Times at an even distance. A message is due at its time, however late the one before was, and its latency counts from
 * there: a server that stalls cannot hide it by slowing its clients down.
 */
final class Schedule {

    private final int perSecond;
    private long begin = Traffic.NEVER;
    private long taken;

    Schedule(int perSecond) {
        this.perSecond = perSecond;
    }

    void start(long now) {
        begin = now;
    }

    /** When the next one is due. */
    long due() {
        return begin == Traffic.NEVER ? Traffic.NEVER : begin + (long) (taken * 1e9 / perSecond);
    }

    void take() {
        taken++;
    }
}
