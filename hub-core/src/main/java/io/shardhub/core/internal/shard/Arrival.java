package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.outbox.OutboxLimits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes its commands here already and has not been handed over yet, and what came for it meanwhile. As many
 * messages are held as its outbox may hold; the newest are shed. Owner only.
 */
final class Arrival {

    final HubClient client;
    boolean adopted;
    private final ArrayDeque<ShardCommand> held = new ArrayDeque<>();
    private final Map<String, Boolean> changes = new HashMap<>(); // topics that held commands take or give up
    private int messages;
    private int shed;
    private boolean overflown;

    Arrival(HubClient client) {
        this.client = client;
    }

    boolean takes(String topic) {
        Boolean changed = changes.get(topic);
        return changed == null ? client.hasTopics() && client.subscriptions().containsKey(topic) : changed;
    }

    /** Holds a command that carries no message; they are few. */
    void hold(ShardCommand command) {
        held.add(command);
        if (command instanceof ShardCommand.SubscribeClient subscribe) {
            changes.put(subscribe.topic(), true);
        } else if (command instanceof ShardCommand.UnsubscribeClient unsubscribe) {
            changes.put(unsubscribe.topic(), false);
        }
    }

    void hold(ShardCommand.SendToClient command, OutboxLimits limits) {
        if (messages < limits.capacity()) {
            messages++;
            held.add(command);
        } else {
            shed++;
            overflown |= isPrecious(command.message(), limits);
        }
    }

    private static boolean isPrecious(Message message, OutboxLimits limits) {
        OverflowPolicy policy = message.overflow() == null ? limits.overflow() : message.overflow();
        return message.priority() == Priority.CRITICAL || policy == OverflowPolicy.DISCONNECT;
    }

    /** The next command to be carried out; null if there is no more. */
    @Nullable
    ShardCommand peek() {
        return held.peek();
    }

    /** Takes the next command. */
    void poll() {
        held.remove();
    }

    /** How many messages were not held. */
    int shed() {
        return shed;
    }

    /** Whether one of them was not to be lost without closing the client. */
    boolean isOverflown() {
        return overflown;
    }
}
