package io.shardhub.redis.internal.member;

import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.log.Keys;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.receive.ListenerDesk;
import io.shardhub.redis.internal.receive.Others;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Says twice per interval that the node is alive. A node that has not for one and a half intervals is dead, so that everybody
 * knows within two.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is the thread that talks to Redis.
 */
public final class Heartbeat implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Linker linker;
    private final ListenerDesk desk;
    private final NodeInfo self;
    private final Register register;
    private final Roster roster;
    private final BooleanSupplier isBelieved;
    private final long pauseNanos;
    private final Semaphore nudges = new Semaphore(0);
    private volatile boolean closed;
    private final String layout;
    private volatile @Nullable String fault;

    /**
     * A heartbeat at the interval of the register.
     *
     * @param layout how messages are spread over Redis
     * @param isBelieved whether the register is that of all: who stays with a master that was deposed buries everybody who does not. A
     *     node is buried after one and a half intervals, so this must be false before
     */
    public Heartbeat(
            NodeInfo self,
            String layout,
            Register register,
            Linker linker,
            ListenerDesk desk,
            BooleanSupplier isBelieved) {
        this.self = self;
        this.layout = layout;
        this.linker = linker;
        this.desk = desk;
        this.isBelieved = isBelieved;
        this.register = register;
        this.pauseNanos = register.intervalNanos() / 2;
        this.roster = new Roster(self, register.expiryNanos());
    }

    /** What others are to know of this node. */
    public void report(NodeLoad load) {
        roster.report(load);
    }

    /** Those that are known to be alive. */
    public List<NodeStatus> nodes() {
        return roster.nodes();
    }

    /** The lives of the others. */
    public Others others() {
        return roster;
    }

    /** Why this node cannot work beside the others: a later one has taken its id, or an earlier one has a different layout; null if it can. */
    public @Nullable String fault() {
        return fault;
    }

    /** Somebody came or went. */
    public void nudge() {
        nudges.release();
    }

    /** Leaves, and ends the thread. */
    public void close() {
        closed = true;
        nudge();
    }

    /** Ends the connection. */
    public void cut() {
        linker.cut();
    }

    @Override
    public void run() {
        try {
            for (Link link = linker.connect(); link != null && !closed; link = linker.connect()) {
                beat(link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(Link link) throws InterruptedException {
        try {
            while (!closed) {
                linker.leaveDeposed();
                nudges.drainPermits();
                take(register.beat(
                        link, roster.incarnation(), NodeEntry.state(roster.born(), roster.load(), layout, self.url())));
                nudges.tryAcquire(pauseNanos, TimeUnit.NANOSECONDS);
            }
            register.leave(link);
        } catch (JedisException e) {
            linker.complain(e);
        } finally {
            linker.cut();
        }
    }

    private void take(Register.Answer answer) {
        if (answer.incarnation() == null) {
            setFault("another node runs under this id (expected: a different id on every node)");
            return;
        }
        if (!desk.isBehind()) { // else the next answer says it, too
            boolean believed =
                    isBelieved.getAsBoolean() && linker.leadsToMaster(); // in this order: another may just be believed
            roster.update(answer, believed).forEach(desk::announce);
        }
        setFault(answer.entries().stream()
                .filter(entry -> !entry.layout().equals(layout) && isLaterThan(entry))
                .findFirst()
                .map(entry -> "node " + entry.info().id() + " was here before and spreads its messages otherwise: "
                        + entry.layout() + " (expected: " + layout + ", the same partitions and mode on every node)")
                .orElse(null));
    }

    /** Who comes later must adapt: those that understand each other go on. */
    private boolean isLaterThan(NodeEntry other) {
        return roster.born() > other.born()
                || (roster.born() == other.born()
                        && self.id().compareTo(other.info().id()) > 0);
    }

    private void setFault(@Nullable String newFault) {
        if (newFault != null && !newFault.equals(fault)) {
            Keys.line(LOG.atError(), "node_conflict", self.id()).log("node {}: {}", self.id(), newFault);
        }
        fault = newFault;
    }
}
