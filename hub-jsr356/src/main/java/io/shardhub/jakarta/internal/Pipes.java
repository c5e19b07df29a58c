package io.shardhub.jakarta.internal;

import io.shardhub.jakarta.PipeChoice;
import io.shardhub.jakarta.PipeSnapshot;
import io.shardhub.log.Keys;
import jakarta.websocket.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the pipes of one deployment's sessions: that of the first factory that can bind, else the standard API. A container
 * that once surprised a pipe while it wrote gets the standard one from then on.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Pipes {

    private static final Logger LOG = LoggerFactory.getLogger(Pipes.class);
    private static final List<PipeFactory> FACTORIES = factories();

    private final String node;
    private final PipeChoice choice;
    private final List<PipeFactory> factories;
    private final Map<Container, Tally> tallies = new EnumMap<>(Container.class); // filled once

    /** What was chosen for the sessions of one container. */
    private static final class Tally {
        final LongAdder fast = new LongAdder();
        final LongAdder standard = new LongAdder();
        final LongAdder demoted = new LongAdder();
        final AtomicBoolean complained = new AtomicBoolean();
        volatile boolean distrusted;

        boolean isEmpty() {
            return fast.sum() + standard.sum() + demoted.sum() == 0;
        }

        PipeSnapshot snapshot(Container container) {
            return new PipeSnapshot(
                    container.name().toLowerCase(Locale.ROOT), fast.sum(), standard.sum(), demoted.sum());
        }
    }

    Pipes(String node, PipeChoice choice) {
        this(node, choice, FACTORIES);
    }

    Pipes(String node, PipeChoice choice, List<PipeFactory> factories) {
        this.node = node;
        this.choice = choice;
        this.factories = factories;
        Arrays.stream(Container.values()).forEach(container -> tallies.put(container, new Tally()));
    }

    /** The pipe of a session that has just been opened. */
    Pipe bind(Session session, Container container) {
        Tally tally = tally(container);
        Pipe standard = new StandardPipe(session, container);
        if (choice == PipeChoice.STANDARD) {
            tally.standard.increment();
            return standard;
        }
        if (tally.distrusted) {
            tally.demoted.increment();
            return standard;
        }
        try {
            Optional<Pipe> fast = fast(Container.actual(session), standard);
            (fast.isPresent() ? tally.fast : tally.standard).increment();
            return fast.orElse(standard);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            tally.demoted.increment();
            complain(tally, container, e);
            return standard;
        }
    }

    private Optional<Pipe> fast(Session actual, Pipe standard) throws ReflectiveOperationException {
        for (PipeFactory factory : factories) {
            Optional<Pipe> pipe = factory.tryBind(actual, standard);
            if (pipe.isPresent()) {
                return pipe;
            }
        }
        return Optional.empty();
    }

    /** A pipe to that container failed in a way in which it cannot fail: no further session is trusted to one. */
    void distrust(Container container, Throwable surprise) {
        Tally tally = tally(container);
        if (choice == PipeChoice.FAST) {
            tally.distrusted = true;
            complain(tally, container, surprise);
        }
    }

    private void complain(Tally tally, Container container, Throwable surprise) {
        if (tally.complained.compareAndSet(false, true)) {
            Keys.line(LOG.atWarn(), "container_surprised", node)
                    .addKeyValue("container", container.name().toLowerCase(Locale.ROOT))
                    .setCause(surprise)
                    .log("{} is not as expected, its sessions are served over the standard API", container);
        }
    }

    private Tally tally(Container container) {
        return tallies.getOrDefault(container, new Tally());
    }

    /** What was chosen so far, container by container; those without sessions are left out. */
    public List<PipeSnapshot> snapshot() {
        return tallies.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getValue().snapshot(entry.getKey()))
                .toList();
    }

    private static List<PipeFactory> factories() {
        List<PipeFactory> found = new ArrayList<>();
        Iterator<PipeFactory> all = ServiceLoader.load(PipeFactory.class, PipeFactory.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!all.hasNext()) {
                    return List.copyOf(found);
                }
                found.add(all.next());
            } catch (ServiceConfigurationError e) { // made for a container that is not here
                LOG.debug("a pipe factory cannot be used", e);
            }
        }
    }
}
