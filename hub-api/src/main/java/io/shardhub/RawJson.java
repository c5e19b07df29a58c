package io.shardhub;

/**
 * A JSON value as text. A handler that takes it gets its data unread, as the peer wrote it, which is the quickest way to pass on what peers
 * send each other.
 *
 * <pre>{@code
 * manager.on("CURSOR", RawJson.class, move -> manager.publish("board", "CURSOR", move.data()));
 * }</pre>
 *
 * <p>What came from a peer is strict JSON, within the hub's limits of depth and names; an object in it may have a name twice. In a field
 * of what is mapped it is any value, null included, not necessarily written as the peer wrote it. Equal are values that are written in
 * the same way.
 *
 * @param text one JSON value; not blank. That it is valid is not checked again: what is not would break the frames it gets into
 */
public record RawJson(String text) {

    /** A value that is written so. */
    public RawJson {
        if (text.isBlank()) {
            throw new IllegalArgumentException("text: blank (expected: a JSON value, such as null)");
        }
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }
}
