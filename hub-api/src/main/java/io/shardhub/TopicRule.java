package io.shardhub;

/**
 * Says which topics a client may subscribe and publish to by its own wish; without a rule every wish is refused. For rules by names see
 * {@link TopicRules}.
 */
@FunctionalInterface
public interface TopicRule {

    /** Refuses every wish; the application subscribes its clients itself. */
    TopicRule DENY = (client, topic) -> false;

    /** Whether {@code client} may subscribe to {@code topic}. Runs on a worker thread in the client's order; may block. */
    boolean maySubscribe(Client client, String topic);

    /** Whether {@code client} may publish to {@code topic}; nobody may unless it is overridden. Runs as the other one does. */
    default boolean mayPublish(Client client, String topic) {
        return false;
    }
}
