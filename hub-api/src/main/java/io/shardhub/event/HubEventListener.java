package io.shardhub.event;

/**
 * Hears what happens to a hub as a whole; what happens to one client is the business of {@link io.shardhub.HubListener}.
 *
 * <p><b>Threading:</b> one thread of the hub's own, one event after the other. A listener that blocks delays what the hub does
 * for itself, replacing shards that hang and evening out load, but no message: hand over what takes long. When it has not returned
 * after {@link io.shardhub.options.SupervisionOptions#hangAfter}, {@link io.shardhub.snapshot.HubSnapshot#problems} names it, and
 * the hub is unhealthy until it returns. An exception is logged and has no other effect.
 */
@FunctionalInterface
public interface HubEventListener {

    /** Something has happened. */
    void happened(HubEvent event);
}
