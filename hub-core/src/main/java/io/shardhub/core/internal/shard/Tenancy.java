package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.runtime.StandIn;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who acts for a shard: one thread at a time, and another one when it is lost. */
@AnyThread
public final class Tenancy {

    private final Shard shard;
    private final HubRuntime runtime;
    private final String role;
    private volatile Tenure tenure;
    private volatile @Nullable Loop loop; // null before the start, and while no thread can be had
    private volatile boolean started;
    private final AtomicInteger losses = new AtomicInteger();
    private @Nullable Tenure lost; // until the next thread takes up its work

    Tenancy(Shard shard, HubRuntime runtime, String role) {
        this.shard = shard;
        this.runtime = runtime;
        this.role = role;
        this.tenure = new Tenure(shard);
    }

    /** Throws if no thread can be had; the shard is abandoned then. */
    void start() {
        started = true;
        loop = runtime.start(losses() == 0 ? role : role + "-" + losses(), tenure);
        wakeUp(); // what was posted before the loop was known here
    }

    /** Makes sure that the shard's mail is noticed. */
    public void wakeUp() {
        Loop running = loop;
        if (running != null) {
            running.wakeUp();
        }
    }

    /** As {@link #wakeUp}, or has the poster see to it. */
    void wakeUp(StandIn poster) {
        Loop running = loop;
        if (running != null) {
            poster.wakeUp(running);
        }
    }

    /** Ends the loop; whether it has ended within that time. */
    boolean stop(long nanos) {
        Loop running = loop;
        if (running == null) {
            return true;
        }
        running.stop();
        return running.awaitEnd(nanos);
    }

    /** The tenure of the thread that acts for the shard now. */
    Tenure tenure() {
        return tenure;
    }

    /** How often the thread was lost. */
    int losses() {
        return losses.get();
    }

    /** Names the call of foreign code that the shard is in, if it is in one: the same name twice, the same call. */
    public long call() {
        return tenure.note();
    }

    /** Whether that names a call. */
    public static boolean isInCall(long call) {
        return Tenure.isInCall(call);
    }

    /** Whether the thread that acts for the shard has given up or died. */
    public boolean isAbandoned() {
        Loop running = loop;
        return running == null ? started : tenure.isOver() || !running.isAlive();
    }

    /** Lets another thread go on in place of one that has died or given up. */
    public void replaceDead() {
        tenure.close();
        takeOver();
    }

    /** Lets another thread go on in place of one that hangs in that call; false if the call has returned. */
    public boolean replaceHung(long call) {
        boolean taken = tenure.takeAway(call);
        if (taken) {
            takeOver();
        }
        return taken;
    }

    private void takeOver() {
        Loop running = loop;
        if (running != null) {
            running.stop();
        }
        loop = null;
        succeed();
        losses.incrementAndGet();
        start();
    }

    /** Gives the tenure to whoever calls this, if the loop has ended or hangs in a call. */
    boolean succeedEnded() {
        boolean free = stop(0) || tenure.takeAway(tenure.note());
        if (free) {
            succeed();
        }
        return free;
    }

    private void succeed() {
        lost = lost == null ? tenure : lost; // a tenure that did not even take up another's work leaves none
        tenure = new Tenure(shard);
    }

    /** Whether the work of a lost tenure is to be taken up. */
    boolean hasLost() {
        return lost != null;
    }

    /** The lost tenure whose work is to be taken up now; null if there is none. */
    @ShardThread
    @Nullable
    Tenure takeLost() {
        Tenure taken = lost;
        lost = null;
        return taken;
    }
}
