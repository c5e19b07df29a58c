package io.shardhub.core.internal.log;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs clients that come and go, at the level DEBUG, and no more of either than a disk can take. */
@AnyThread
public final class ClientLog {

    private static final Logger LOG = LoggerFactory.getLogger(ClientLog.class);

    private final String node;
    private final HubRuntime runtime;
    private final Complaints arrivals;
    private final Complaints departures;

    /** The log of a hub's clients. */
    public ClientLog(String node, HubRuntime runtime) {
        this.node = node;
        this.runtime = runtime;
        this.arrivals = new Complaints(runtime.nanoTime());
        this.departures = new Complaints(runtime.nanoTime());
    }

    /** A client has been taken in. */
    public void connected(Client client, int shard) {
        if (LOG.isDebugEnabled() && arrivals.isDue(runtime.nanoTime())) {
            line("client_connected", client, shard, arrivals).log("hub {}: {} has come", node, client);
        }
    }

    /** A client has gone. */
    public void disconnected(Client client, int shard, CloseReason reason) {
        if (LOG.isDebugEnabled() && departures.isDue(runtime.nanoTime())) {
            line("client_disconnected", client, shard, departures)
                    .addKeyValue("code", reason.code())
                    .log("hub {}: {} has gone: {} {}", node, client, reason.code(), reason.text());
        }
    }

    private LoggingEventBuilder line(String event, Client client, int shard, Complaints complaints) {
        return Keys.line(LOG.atDebug(), event, node)
                .addKeyValue(Keys.CLIENT, client.id())
                .addKeyValue(Keys.SHARD, shard)
                .addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed());
    }
}
