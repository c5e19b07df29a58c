package io.shardhub.redis.internal.receive;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The origins that were heard of late; those that were silent for longest are forgotten. Owned by the delivery. */
final class Origins {

    private static final int MOST = 1_024;

    private final Map<Long, Origin> byEpoch = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Origin> eldest) {
            return size() > MOST;
        }
    };

    /** The origin of that epoch, if it is known. */
    @Nullable
    Origin find(long epoch) {
        return byEpoch.get(epoch);
    }

    /** Gets to know an origin. */
    void add(Origin origin) {
        byEpoch.put(origin.epoch, origin);
    }

    /** All of them. */
    Collection<Origin> all() {
        return List.copyOf(byEpoch.values());
    }
}
