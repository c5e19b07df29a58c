package io.shardhub.jakarta.internal;

import io.shardhub.log.Keys;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ends with a deployment. Any thread. */
public final class Belongings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Belongings.class);

    private final String node;
    private final ConcurrentLinkedQueue<AutoCloseable> parts = new ConcurrentLinkedQueue<>();

    /** Of a deployment of that hub. */
    public Belongings(String node) {
        this.node = node;
    }

    /** Takes one more. */
    public void add(AutoCloseable part) {
        parts.add(part);
    }

    /** Closes each once. */
    @Override
    public void close() {
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                Keys.line(LOG.atWarn(), "close_failed", node).setCause(e).log("{} could not be closed", part);
            }
        }
    }
}
