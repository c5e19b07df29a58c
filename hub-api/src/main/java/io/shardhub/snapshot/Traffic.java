package io.shardhub.snapshot;

/**
 * What was written to connections.
 *
 * @param bytes of all frames, with their headers
 * @param batches writes that carried several messages
 */
public record Traffic(long bytes, long batches) {

    /** Nothing yet. */
    public static final Traffic NONE = new Traffic(0, 0);

    /** This and other traffic. */
    public Traffic plus(Traffic other) {
        return new Traffic(bytes + other.bytes, batches + other.batches);
    }
}
