package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the pipe of a session: the first factory that can bind it, else the standard API. */
final class Pipes {

    private static final Logger LOG = LoggerFactory.getLogger(Pipes.class);
    private static final List<PipeFactory> FACTORIES = factories();
    private static final AtomicBoolean COMPLAINED = new AtomicBoolean();

    private Pipes() {}

    static Pipe bind(Session session, Container container) {
        for (PipeFactory factory : FACTORIES) {
            try {
                Optional<Pipe> pipe = factory.tryBind(session);
                if (pipe.isPresent()) {
                    return pipe.get();
                }
            } catch (RuntimeException | LinkageError e) {
                if (COMPLAINED.compareAndSet(false, true)) {
                    LOG.warn("{} cannot bind {}, the standard API is used", factory, session.getClass(), e);
                }
            }
        }
        return new StandardPipe(session, container);
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
