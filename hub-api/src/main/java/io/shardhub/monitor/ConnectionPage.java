package io.shardhub.monitor;

import java.util.List;

/**
 * A part of the clients that match a query. Between two pages clients come and go: one may be on both or on none.
 *
 * @param total how many match
 * @param offset how many of them were skipped
 * @param limit how many were asked for
 * @param connections the clients
 */
public record ConnectionPage(int total, int offset, int limit, List<ConnectionSnapshot> connections) {

    /** Copies the list. */
    public ConnectionPage {
        connections = List.copyOf(connections);
    }
}
