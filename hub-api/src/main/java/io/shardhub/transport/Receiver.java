package io.shardhub.transport;

import io.shardhub.CloseReason;

/**
 * Takes what one peer sends.
 *
 * <p><b>Threading:</b> one thread at a time for all methods but {@code closed}; any thread for
 * {@code closed}. Nothing blocks, except that {@code text} runs handlers that are registered as
 * {@linkplain io.shardhub.Execution#INLINE inline} and may write to connections behind them, as their shard does, and holds a
 * peer that has spent its credit, for {@link io.shardhub.options.CreditOptions#holdFor} at most, if its connection
 * {@linkplain Connection#mayHoldReader allows} it.
 * Nothing throws.
 */
public interface Receiver {

    /** A whole text message. */
    void text(String text);

    /** A whole binary message of that many bytes; the hub's protocol is text, so it is refused and counted. */
    void binary(int size);

    /**
     * A message exceeded {@link Gateway#maxMessageBytes} and was thrown away; the hub closes the connection with 1009, and
     * the transport reports nothing more of what the peer sends.
     */
    void tooBig();

    /** A pong. */
    void pong();

    /** The connection has ended, by whichever side and for whatever cause; the first report counts, and what comes after it is ignored. */
    void closed(CloseReason reason);
}
