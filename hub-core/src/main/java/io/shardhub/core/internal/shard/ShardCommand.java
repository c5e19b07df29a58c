package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.metrics.DrainClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mailbox language: immutable requests that know no shard, so that one object can be posted to all. */
sealed interface ShardCommand {

    /** Has the shard carry out the command. */
    @ShardThread
    void executeOn(ShardState state);

    /** Whether the command goes through many clients, and can be resumed in the middle. */
    default boolean isForMany() {
        return false;
    }

    /** The message that it brings; null if it brings none. */
    default @Nullable Message message() {
        return null;
    }

    /** When the message was accepted. */
    default long acceptedAt() {
        return DrainClock.UNSTAMPED;
    }

    /** Leaves everything as it is. */
    record Nothing() implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            // the place was taken, and then the client was found at another shard
        }
    }

    /**
     * Clients are to be moved to another shard.
     *
     * @param order how many, and whereto
     */
    record MoveClients(MoveOrder order) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.migration().onMoveClients(order);
        }
    }

    /**
     * Clients take their commands here from now on; each is handed over later.
     *
     * @param clients who
     */
    record AnnounceClients(List<HubClient> clients) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.migration().onAnnounceClients(this);
        }
    }

    /**
     * A new client.
     *
     * @param client who
     */
    record RegisterClient(HubClient client) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onRegisterClient(this);
        }
    }

    /**
     * A message for one client.
     *
     * @param client whom
     * @param message what
     * @param acceptedAt when it was
     */
    record SendToClient(
            HubClient client,
            @Override Message message,
            @Override long acceptedAt) implements ShardCommand {
        /** Not timed. */
        SendToClient(HubClient client, Message message) {
            this(client, message, DrainClock.UNSTAMPED);
        }

        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onSendToClient(this);
        }
    }

    /**
     * A message for all clients of a user.
     *
     * @param userId whom
     * @param message what
     * @param acceptedAt when it was
     */
    record SendToUser(
            String userId,
            @Override Message message,
            @Override long acceptedAt) implements ShardCommand {
        /** Not timed. */
        SendToUser(String userId, Message message) {
            this(userId, message, DrainClock.UNSTAMPED);
        }

        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onSendToUser(this);
        }

        @Override
        public boolean isForMany() {
            return true;
        }
    }

    /**
     * A message for the takers of a topic.
     *
     * @param topic where
     * @param message what
     * @param acceptedAt when it was
     */
    record PublishToTopic(
            String topic,
            @Override Message message,
            @Override long acceptedAt) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onPublishToTopic(this);
        }

        @Override
        public boolean isForMany() {
            return true;
        }
    }

    /**
     * A message for everybody.
     *
     * @param message what
     * @param acceptedAt when it was
     */
    record BroadcastToAll(
            @Override Message message, @Override long acceptedAt) implements ShardCommand {
        /** Not timed. */
        BroadcastToAll(Message message) {
            this(message, DrainClock.UNSTAMPED);
        }

        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onBroadcastToAll(this);
        }

        @Override
        public boolean isForMany() {
            return true;
        }
    }

    /**
     * A client wants a topic; the topic index already counts it.
     *
     * @param client who
     * @param topic what
     */
    record SubscribeClient(HubClient client, String topic) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onSubscribeClient(this);
        }
    }

    /**
     * A client no longer wants a topic.
     *
     * @param client who
     * @param topic what
     */
    record UnsubscribeClient(HubClient client, String topic) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onUnsubscribeClient(this);
        }
    }

    /**
     * A client is to be closed for the reason that it carries.
     *
     * @param client whom
     */
    record CloseClient(HubClient client) implements ShardCommand {
        @Override
        @ShardThread
        public void executeOn(ShardState state) {
            state.onCloseClient(this);
        }
    }
}
