package io.shardhub.snapshot;

/**
 * What happens per second, of late: the mean of the last seconds, in which the latest second counts half. Messages between
 * nodes are zero without a cluster.
 *
 * @param connects clients taken in
 * @param disconnects clients gone
 * @param messagesSent messages handed to connections
 * @param messagesReceived messages of peers
 * @param bytesSent bytes of frames handed to connections
 * @param bytesReceived bytes of messages of peers
 * @param errors failures of code: see {@link MetricsSnapshot#errorCount}
 * @param published messages for other nodes
 * @param received messages of other nodes
 */
public record RateSnapshot(
        double connects,
        double disconnects,
        double messagesSent,
        double messagesReceived,
        double bytesSent,
        double bytesReceived,
        double errors,
        double published,
        double received) {

    /** Nothing happens. */
    public static final RateSnapshot NONE = new RateSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
