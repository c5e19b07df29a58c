package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.log.NodeLog;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the listener, one thing at a time; nothing that it throws gets out of here, and after the close it hears nothing.
 *
 * <p><b>Threading:</b> any thread. Messages are told by whoever has them, who waits while the listener is busy; news by {@link #run},
 * so that the heartbeat, and who looks after connections, never wait for a listener.
 */
public final class ListenerDesk implements Runnable {

    private static final int MANY = 256;

    private final NodeLog log;
    private final ClusterListener listener;
    private final IncomingTally tally;
    private final BlockingQueue<Consumer<ClusterListener>> news = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /** A desk of a node for that listener. */
    public ListenerDesk(String node, ClusterListener listener, IncomingTally tally) {
        this.log = new NodeLog(LoggerFactory.getLogger(ListenerDesk.class), node, System::nanoTime);
        this.listener = listener;
        this.tally = tally;
    }

    void received(ClusterMessage message) {
        tell(to -> to.received(message));
        tally.received.increment();
    }

    void lost(Loss loss) {
        tally.gaps.increment();
        if (loss.messages() > 0) {
            tally.lost.add(loss.messages());
        }
        tell(to -> to.lost(loss));
    }

    /** Tells something of the cluster, in turn, as soon as the listener has time. */
    public void announce(Consumer<ClusterListener> event) {
        news.add(event);
    }

    /** Whether so much waits to be told that who can say it later should. */
    public boolean isBehind() {
        return news.size() >= MANY;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                tell(news.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(Consumer<ClusterListener> event) {
        if (closed) {
            return;
        }
        try {
            event.accept(listener);
        } catch (Throwable e) { // also an Error: what comes next is to be told all the same
            log.line(Level.WARN, "listener_failed").setCause(e).log("the cluster listener failed");
        }
    }

    /** Tells nothing more; a call that goes on is not waited for, since it may be waiting for whoever closes. */
    public void close() {
        closed = true;
        announce(nobody -> {}); // wakes the thread
    }
}
