package io.shardhub;

import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Frame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is sent: immutable, encoded once, and shared by every client that gets it.
 *
 * <p>{@link #of} gives the type and the data, which the protocol of each connection wraps; {@link #text} is a finished
 * frame that every protocol passes through unchanged.
 */
public final class Message {

    private final String type;
    private final @Nullable String data;
    private final @Nullable String topic;
    private final boolean finished;
    private final Priority priority;
    private final @Nullable String key;
    private final @Nullable OverflowPolicy overflow;

    /* The encodings by protocol, newest first; nearly always one. A race builds an encoding twice and keeps one, which is
     * harmless because encodings of one message are equal. */
    private volatile @Nullable Encoding encodings;

    private record Encoding(
            WireProtocol protocol, Frame frame, @Nullable Encoding next) {}

    private Message(Draft draft) {
        this.type = Objects.requireNonNull(draft.type, "type");
        this.data = draft.data;
        this.topic = draft.topic;
        this.finished = draft.finished;
        this.priority = Objects.requireNonNull(draft.priority, "priority");
        this.key = draft.key;
        this.overflow = draft.overflow;
    }

    /**
     * A message of normal priority.
     *
     * @param type what the peer dispatches by; not empty
     * @param data a JSON value as text, or null for none; must be valid JSON, which is not checked again
     */
    public static Message of(String type, @Nullable String data) {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type: empty (expected: a name such as RESULT_UPDATE)");
        }
        Draft draft = new Draft();
        draft.type = type;
        draft.data = data;
        return new Message(draft);
    }

    /** A finished text frame of normal priority; no protocol adds to it or puts it into a batch. */
    public static Message text(String text) {
        Draft draft = new Draft();
        draft.data = Objects.requireNonNull(text, "text");
        draft.finished = true;
        return new Message(draft);
    }

    /** What the peer dispatches by; empty for {@link #text}. */
    public String type() {
        return type;
    }

    /** The data as JSON text, or the finished frame. */
    public @Nullable String data() {
        return data;
    }

    /** The topic that the peer finds in the message. */
    public @Nullable String topic() {
        return topic;
    }

    /** Whether this is a finished frame rather than type and data. */
    public boolean isFinished() {
        return finished;
    }

    /** How urgent it is. */
    public Priority priority() {
        return priority;
    }

    /**
     * The conflation key: a newer message with the same key, at least as urgent, makes a waiting one pointless and takes its
     * place in the order if it has the same priority and fits. It is as old as it is, not as what it replaced.
     *
     * <p>A message with a key is compared with what waits for each client, at most {@code outbox.capacity} messages and three
     * times over; one without a key, or for a client for whom nothing waits, with none.
     */
    public @Nullable String key() {
        return key;
    }

    /** What happens when it does not fit into an outbox; null for the hub's own policy. */
    public @Nullable OverflowPolicy overflow() {
        return overflow;
    }

    /** The same message with another priority. */
    public Message withPriority(Priority newPriority) {
        Draft draft = new Draft(this);
        draft.priority = newPriority;
        return new Message(draft);
    }

    /** The same message with a conflation key. */
    public Message withKey(String newKey) {
        Draft draft = new Draft(this);
        draft.key = newKey;
        return new Message(draft);
    }

    /** The same message with its own overflow policy. */
    public Message withOverflow(OverflowPolicy newOverflow) {
        Draft draft = new Draft(this);
        draft.overflow = newOverflow;
        return new Message(draft);
    }

    /** The same message with a topic in it; itself if that is its topic, or if it is a finished frame. */
    public Message inTopic(String newTopic) {
        if (finished || newTopic.equals(topic)) {
            return this;
        }
        Draft draft = new Draft(this);
        draft.topic = newTopic;
        return new Message(draft);
    }

    /** The frame that {@code protocol} makes of this message; made at first use, shared afterwards. */
    public Frame frame(WireProtocol protocol) {
        for (Encoding e = encodings; e != null; e = e.next) {
            if (e.protocol == protocol) {
                return e.frame;
            }
        }
        Frame frame = Frame.text(finished ? Objects.requireNonNull(data) : protocol.encode(this));
        encodings = new Encoding(protocol, frame, encodings);
        return frame;
    }

    @Override
    public String toString() {
        return "Message[" + (finished ? "text" : type) + (topic == null ? "" : " in " + topic) + ", " + priority + "]";
    }

    /** The values of a message that is about to be made. */
    private static final class Draft {
        String type = "";

        @Nullable
        String data;

        @Nullable
        String topic;

        boolean finished;
        Priority priority = Priority.NORMAL;

        @Nullable
        String key;

        @Nullable
        OverflowPolicy overflow;

        Draft() {}

        Draft(Message message) {
            type = message.type;
            data = message.data;
            topic = message.topic;
            finished = message.finished;
            priority = message.priority;
            key = message.key;
            overflow = message.overflow;
        }
    }
}
