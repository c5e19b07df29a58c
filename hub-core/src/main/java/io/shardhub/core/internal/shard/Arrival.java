package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.protocol.WireProtocol;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes its commands here already and has not been handed over yet, and what came for it meanwhile. As many
 * messages are held as its outbox may hold, in number and bytes; what is more urgent takes the place of what is less, else the newest
 * are shed. Owner only.
 */
final class Arrival {

    final HubClient client;
    boolean adopted;
    private final ArrayDeque<ShardCommand> held = new ArrayDeque<>();
    private final Map<String, Boolean> changes = new HashMap<>(); // topics that held commands take or give up
    private final WireProtocol protocol;
    private int messages;
    private long bytes;
    private int shed;
    private boolean overflown;

    Arrival(HubClient client, WireProtocol protocol) {
        this.client = client;
        this.protocol = protocol;
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
        int size = sizeOf(command);
        if (!fits(messages, bytes, size, limits)) {
            shedFor(command.message().priority(), size, limits);
        }
        if (fits(messages, bytes, size, limits)) {
            messages++;
            bytes += size;
            held.add(command);
        } else {
            shed++;
            overflown |= isPrecious(command.message(), limits);
        }
    }

    private static boolean fits(int otherMessages, long otherBytes, int size, OutboxLimits limits) {
        return otherMessages < limits.capacity() && otherBytes + size <= limits.maxBytes();
    }

    private int sizeOf(ShardCommand.SendToClient command) {
        return command.message().frame(protocol).size();
    }

    /** Makes room at the cost of what is less urgent, the newest of the least urgent first; or leaves all as it is. */
    private void shedFor(Priority priority, int size, OutboxLimits limits) {
        List<ShardCommand.SendToClient> victims = held.stream()
                .filter(ShardCommand.SendToClient.class::isInstance)
                .map(ShardCommand.SendToClient.class::cast)
                .filter(other ->
                        other.message().priority().compareTo(priority) < 0 && !isPrecious(other.message(), limits))
                .toList();
        long victimBytes = victims.stream().mapToLong(this::sizeOf).sum();
        if (!fits(messages - victims.size(), bytes - victimBytes, size, limits)) {
            return;
        }
        for (Priority level : Priority.values()) {
            for (int i = victims.size() - 1; i >= 0; i--) {
                ShardCommand.SendToClient victim = victims.get(i);
                if (victim.message().priority() == level && !fits(messages, bytes, size, limits)) {
                    held.remove(victim);
                    messages--;
                    bytes -= sizeOf(victim);
                    shed++;
                }
            }
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
