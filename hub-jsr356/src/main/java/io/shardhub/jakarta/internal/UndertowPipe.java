package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole frames to Undertow's channel, on the channel's IO thread: no encoding for each session, one task for all the
 * connections of a thread, one system call for the frames of a write.
 */
final class UndertowPipe extends FastPipe {

    private final UndertowChannel channel;
    private final UndertowLane lane;

    /* The write under way and the link of the lane's list: set by the shard thread, published by the lane. */
    @Nullable
    UndertowPipe next;

    private @Nullable Outgoing outgoing;
    private @Nullable Completion completion;

    UndertowPipe(UndertowChannel channel, Pipe standard) {
        super(standard);
        this.channel = channel;
        this.lane = UndertowLane.of(channel.ioThread());
    }

    @Override
    public WriteResult write(Outgoing newOutgoing, Completion newCompletion) {
        outgoing = newOutgoing;
        completion = newCompletion;
        lane.add(this, channel.ioThread());
        return WriteResult.PENDING;
    }

    /** Writes what was given to {@link #write}; on the IO thread. */
    void writeNow() {
        Outgoing taken = Objects.requireNonNull(outgoing, "outgoing");
        Completion waiting = Objects.requireNonNull(completion, "completion");
        outgoing = null;
        completion = null;
        try {
            channel.write(taken, waiting);
        } catch (RuntimeException | Error e) { // closed meanwhile
            waiting.completed(e);
        }
    }
}
