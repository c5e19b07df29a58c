package io.shardhub.core.internal.care;

import io.shardhub.annotation.AnyThread;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happens to the hub. */
@AnyThread
public final class EventDesk {

    private static final Logger LOG = LoggerFactory.getLogger(EventDesk.class);

    private final String hub;
    private final List<HubEventListener> listeners = new CopyOnWriteArrayList<>();

    /** A desk without listeners. */
    public EventDesk(String hub) {
        this.hub = hub;
    }

    /** Tells a listener from now on. */
    public void listen(HubEventListener listener) {
        listeners.add(listener);
    }

    void publish(HubEvent event) {
        LOG.info("hub {}: {}", hub, event);
        for (HubEventListener listener : listeners) {
            try {
                listener.happened(event);
            } catch (Throwable e) { // also an Error: whoever looks after the hub must not end by it
                LOG.error("hub {}: a listener failed on {}", hub, event, e);
            }
        }
    }
}
