package io.shardhub.options;

/**
 * How complicated a message of a client may be; what is beyond is refused as {@code too_complex}.
 *
 * @param maxDepth objects and arrays within each other, the message itself is the first, 1 to 255
 * @param maxKeys names of fields in a message, 2 to 1,000,000
 */
public record ShapeOptions(int maxDepth, int maxKeys) {

    /** Checks every value. */
    public ShapeOptions {
        Check.all(
                Check.between(1, 255, maxDepth, "limits.shape.maxDepth"),
                Check.between(2, 1_000_000, maxKeys, "limits.shape.maxKeys"));
    }

    /** 32 levels, 1,000 names. */
    public static ShapeOptions defaults() {
        return new ShapeOptions(32, 1_000);
    }
}
