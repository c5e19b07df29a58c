package io.shardhub.examples.load;

/**
 * Where a run is.
 *
 * @param phase what it does
 * @param seconds since it began
 * @param open connections
 * @param received deliveries since the measurement began
 */
public record Progress(String phase, double seconds, int open, long received) {}
