package io.shardhub.transport;

import org.jspecify.annotations.Nullable;

/** Hears how a pending write ended. */
@FunctionalInterface
public interface WriteListener {

    /**
     * The write has ended. Called on any thread, also inside {@link Connection#trySend}; never blocks, takes no lock, runs
     * no application code. Calls that come late or twice are ignored.
     *
     * @param token the token of the write
     * @param failure why it failed, or null when the bytes are handed to the network
     */
    void written(long token, @Nullable Throwable failure);
}
