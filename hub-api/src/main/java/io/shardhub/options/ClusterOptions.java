package io.shardhub.options;

import java.time.Duration;

/**
 * The hub's part in a cluster; a hub without a cluster does not use it.
 *
 * @param url where clients reach this node and no other one, such as {@code wss://a.example/ws}; empty if there is no such place
 * @param connections to the cluster's engine, 1 to 1,000
 * @param heartbeat how often a node says that it is alive, or more often, 50 ms to 1 min; one that dies is taken for dead within
 *     twice as long
 * @param buffer messages that may wait to be published, 1 to 1,048,576; more are refused
 * @param answer how long a question to other nodes waits for answers, 10 ms to 1 min
 * @param balance how clients are sent to other nodes
 */
public record ClusterOptions(
        String url, int connections, Duration heartbeat, int buffer, Duration answer, BalanceOptions balance) {

    /** Checks every value. */
    public ClusterOptions {
        Check.all(
                Check.that(
                        url.isEmpty() || url.matches("wss?://\\S+"),
                        "cluster.url",
                        url,
                        "ws://..., wss://..., or none"),
                Check.between(1, 1_000, connections, "cluster.connections"),
                Check.between(Duration.ofMillis(50), Duration.ofMinutes(1), heartbeat, "cluster.heartbeat"),
                Check.between(1, 1 << 20, buffer, "cluster.buffer"),
                Check.between(Duration.ofMillis(10), Duration.ofMinutes(1), answer, "cluster.answer"));
    }

    /** So many connections, a heartbeat every two seconds, room for 65,536 messages, three seconds to answer, no balance. */
    public static ClusterOptions defaults(int connections) {
        return new ClusterOptions(
                "", connections, Duration.ofSeconds(2), 65_536, Duration.ofSeconds(3), BalanceOptions.off());
    }

    /** With another url; empty for none. */
    public ClusterOptions withUrl(String newUrl) {
        return new ClusterOptions(newUrl, connections, heartbeat, buffer, answer, balance);
    }

    /** With another number of connections. */
    public ClusterOptions withConnections(int newConnections) {
        return new ClusterOptions(url, newConnections, heartbeat, buffer, answer, balance);
    }

    /** With another heartbeat. */
    public ClusterOptions withHeartbeat(Duration newHeartbeat) {
        return new ClusterOptions(url, connections, newHeartbeat, buffer, answer, balance);
    }

    /** With room for another number of messages. */
    public ClusterOptions withBuffer(int newBuffer) {
        return new ClusterOptions(url, connections, heartbeat, newBuffer, answer, balance);
    }

    /** With another time to answer. */
    public ClusterOptions withAnswer(Duration newAnswer) {
        return new ClusterOptions(url, connections, heartbeat, buffer, newAnswer, balance);
    }

    /** With another balance. */
    public ClusterOptions withBalance(BalanceOptions newBalance) {
        return new ClusterOptions(url, connections, heartbeat, buffer, answer, newBalance);
    }
}
