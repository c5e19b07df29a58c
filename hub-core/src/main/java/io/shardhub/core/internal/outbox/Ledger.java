package io.shardhub.core.internal.outbox;

import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import io.shardhub.snapshot.Traffic;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of messages. A client's ledger also writes into the ledger of its shard. Written by the owning shard
 * only; other threads read estimates.
 */
public final class Ledger {

    private static final int CAUSES = DropCause.values().length;

    private @Nullable Ledger shard; // changes when the client moves
    private long accepted;
    private long sent;
    private long conflated;
    private long @Nullable [] dropped;
    private long bytes; // of a shard only, as are the batches
    private long batches;

    /** The ledger of a shard, or of a client that is in no shard yet. */
    public Ledger() {}

    /** A message was taken for a client. */
    public void accept() {
        accepted++;
        if (shard != null) {
            shard.accept();
        }
    }

    /** The client leaves the shard, in whose books everything stays that is in them: what is counted only rises. */
    void leaveShard() {
        shard = null;
    }

    /** The client comes to a shard. A new one is entered by a thread that does not own the shard, and must not write its books. */
    void enterShard(Ledger newShard) {
        shard = newShard;
    }

    /** A client's: a write has ended. */
    void send(int messages, int size) {
        sent += messages;
        if (shard != null) {
            shard.write(messages, size);
        }
    }

    private void write(int messages, int size) {
        sent += messages;
        bytes += size;
        batches += messages > 1 ? 1 : 0;
    }

    void conflate() {
        conflated++;
        if (shard != null) {
            shard.conflate();
        }
    }

    /** Messages came that are not taken any more. */
    void refuse(DropCause cause, int messages) {
        for (int i = 0; i < messages; i++) {
            accept();
        }
        drop(cause, messages);
    }

    /** Messages that were taken will not be written. */
    public void drop(DropCause cause, int messages) {
        if (messages == 0) {
            return;
        }
        long[] counts = dropped;
        if (counts == null) {
            counts = new long[CAUSES];
            dropped = counts;
        }
        counts[cause.ordinal()] += messages;
        if (shard != null) {
            shard.drop(cause, messages);
        }
    }

    /** The messages that were sent so far. */
    public long sent() {
        return sent;
    }

    /** What was written to the clients of a shard. */
    public Traffic traffic() {
        return new Traffic(bytes, batches);
    }

    /** The figures. {@code waiting} is counted by looking, not by subtracting, so that the books can fail to balance. */
    public Books books(long waiting) {
        long[] counts = dropped;
        Map<DropCause, Long> byCause = new EnumMap<>(DropCause.class);
        if (counts != null) {
            for (DropCause cause : DropCause.values()) {
                byCause.put(cause, counts[cause.ordinal()]);
            }
        }
        long written = sent;
        long replaced = conflated;
        VarHandle.loadLoadFence(); // what is settled has been accepted before
        return new Books(accepted, written, replaced, waiting, byCause);
    }
}
