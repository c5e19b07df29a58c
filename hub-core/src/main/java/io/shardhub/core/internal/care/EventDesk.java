package io.shardhub.core.internal.care;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEventListener;
import io.shardhub.log.Keys;
import io.shardhub.log.NodeLog;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells listeners what happens to the hub. */
@AnyThread
public final class EventDesk {

    private static final Logger LOG = LoggerFactory.getLogger(EventDesk.class);

    private final String hub;
    private final NodeLog failures;
    private final List<HubEventListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable HubEventListener told; // just now

    /** A desk without listeners. */
    public EventDesk(String hub, HubRuntime runtime) {
        this.hub = hub;
        this.failures = new NodeLog(LOG, hub, runtime::nanoTime);
    }

    /** Tells a listener from now on. */
    public void listen(HubEventListener listener) {
        listeners.add(listener);
    }

    private static Level levelOf(HubEvent event) {
        boolean trouble = event instanceof HubEvent.AlertRaised
                || event instanceof HubEvent.ShardReplaced
                || event instanceof HubEvent.MassDisconnect
                || event instanceof HubEvent.MessagesLost
                || event instanceof HubEvent.NodeDied;
        return trouble ? Level.WARN : Level.INFO;
    }

    /** Such as {@code alert_raised}. */
    private static String nameOf(HubEvent event) {
        String name = event.getClass().getSimpleName();
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    void publish(HubEvent event) {
        LoggingEventBuilder line = Keys.line(LOG.atLevel(levelOf(event)), nameOf(event), hub);
        if (event instanceof HubEvent.ShardReplaced replaced) {
            line = line.addKeyValue(Keys.SHARD, replaced.shard());
        }
        line.log("hub {}: {}", hub, event);
        for (HubEventListener listener : listeners) {
            told = listener;
            try {
                listener.happened(event);
            } catch (Throwable e) { // also an Error: whoever looks after the hub must not end by it
                failures.line(Level.ERROR, "listener_failed")
                        .setCause(e)
                        .log("hub {}: a listener failed on {}", hub, event);
            }
            told = null;
        }
    }

    /** Who is being told of an event; null if nobody is. */
    @Nullable
    HubEventListener told() {
        return told;
    }
}
