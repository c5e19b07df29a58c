package io.shardhub.core.internal.cluster;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.Target;
import io.shardhub.core.internal.shard.TakerIndex;
import java.util.function.Function;

/**
 * Has the bus bring what somebody here takes, and nothing else. For one name the calls come one after the other and alternate,
 * whatever threads clients come and go on, because the index makes them while it changes the entry.
 *
 * @param bus the bus
 * @param target the target of a name
 */
public record Interest(ClusterBus bus, Function<String, Target> target) implements TakerIndex.Watch {

    @Override
    public void first(String name) {
        bus.subscribe(target.apply(name));
    }

    @Override
    public void last(String name) {
        bus.unsubscribe(target.apply(name));
    }
}
