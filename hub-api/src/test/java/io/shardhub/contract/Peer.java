package io.shardhub.contract;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import java.util.List;
import java.util.Optional;

/** The other end of a connection. Reads all the time until it is told to stop, and answers pings and closes. */
public interface Peer {

    /** The text messages that arrived, in order. */
    List<String> texts();

    /** How many pings arrived. */
    int pings();

    /**
     * How the connection ended as the peer saw it: the code and text of the close frame, or {@link CloseCode#LOST} if there
     * was none; empty while the peer has not seen an end.
     */
    Optional<CloseReason> ended();

    /** Sends a text message. */
    void send(String text);

    /** Sends a binary message of that many bytes. */
    void sendBinary(int size);

    /** Reads no more, and answers nothing, from now on: buffers fill up. */
    void stopReading();

    /** Reads again. */
    void resumeReading();

    /** Closes with a close frame. */
    void close(CloseReason reason);

    /** Drops the network connection, without a close frame. */
    void vanish();
}
