package io.shardhub;

/** Says which topics a client may subscribe to by its own wish; without a rule every wish is refused. */
@FunctionalInterface
public interface TopicRule {

    /** Refuses every wish; the application subscribes its clients itself. */
    TopicRule DENY = (client, topic) -> false;

    /** Whether {@code client} may subscribe to {@code topic}. Runs on a worker thread in the client's order; may block. */
    boolean maySubscribe(Client client, String topic);
}
