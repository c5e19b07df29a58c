package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.metrics.ErrorLog;
import io.shardhub.log.Keys;
import io.shardhub.log.NodeLog;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What a shard says of its trouble, of each kind not more than a disk can take; failures of code are counted, every one. */
@AnyThread
final class ShardLog {

    private static final Logger LOG = LoggerFactory.getLogger(ShardLog.class);

    private final int shard;
    private final String node;
    private final ErrorLog errors;
    private final NodeLog slow;
    private final NodeLog connections;
    private final NodeLog batches;
    private final NodeLog work;
    private final NodeLog threads;

    ShardLog(int shard, ShardContext context) {
        LongSupplier clock = context.runtime()::nanoTime;
        this.shard = shard;
        this.node = context.options().name();
        this.errors = context.measurements().errors();
        this.slow = new NodeLog(LOG, node, clock);
        this.connections = new NodeLog(LOG, node, clock);
        this.batches = new NodeLog(LOG, node, clock);
        this.work = new NodeLog(LOG, node, clock);
        this.threads = new NodeLog(LOG, node, clock);
    }

    /** For a protocol that makes no batches. */
    NodeLog batches() {
        return batches;
    }

    /** A client is closed as slow. */
    void slow(HubClient client, String why) {
        here(slow.line(Level.INFO, "client_slow"))
                .addKeyValue(Keys.CLIENT, client.id())
                .addArgument(node)
                .addArgument(shard)
                .addArgument(client)
                .addArgument(why)
                .addArgument(client::books)
                .log("hub {}: shard {}: {} is closed as slow: {}, {}");
    }

    /** A connection or listener of the client with that id has thrown. */
    void connectionFailed(String client, Throwable failure) {
        errors.failed("a connection or listener", failure);
        here(connections.line(Level.WARN, "connection_failed"))
                .addKeyValue(Keys.CLIENT, client)
                .setCause(failure)
                .log("hub {}: shard {}: a connection or listener of {} failed", node, shard, client);
    }

    /** Code of the shard's own has thrown; it goes on. */
    void workFailed(Throwable failure) {
        errors.failed("shard " + shard, failure);
        here(work.line(Level.ERROR, "shard_failed"))
                .setCause(failure)
                .log("hub {}: shard {}: a portion of work failed", node, shard);
    }

    /** The thread cannot go on, and another one is to take over. */
    void threadFailed(Throwable failure) {
        here(threads.line(Level.ERROR, "shard_thread_failed"))
                .setCause(failure)
                .log("hub {}: shard {}: failed, and waits for another thread", node, shard);
    }

    /** A thread has come back that was replaced. */
    void threadReturned() {
        here(threads.line(Level.WARN, "shard_thread_returned"))
                .log("hub {}: shard {}: a call has returned after another thread took over", node, shard);
    }

    private LoggingEventBuilder here(LoggingEventBuilder line) {
        return line.addKeyValue(Keys.SHARD, shard);
    }
}
