package io.shardhub.core.internal.alert;

/** How many clients left in the worst of the last ten seconds, so that a burst is seen by whoever looks a little later. */
public final class Departures {

    private final long[] seconds = new long[10];
    private int next;
    private long before;

    /** So many have left so far; to be called once a second. */
    public void look(long departed) {
        seconds[next] = departed - before;
        before = departed;
        next = (next + 1) % seconds.length;
    }

    /** In the worst second. */
    public long most() {
        long most = 0;
        for (long count : seconds) {
            most = Math.max(most, count);
        }
        return most;
    }
}
