package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.WriteResult;
import java.io.IOException;

/** A pipe that knows one container, and leaves to the standard API what it does no better. */
abstract class FastPipe implements Pipe {

    /** Bounds what waits for one connection. */
    private static final int BATCH_LIMIT = 64;

    private final Pipe standard;

    FastPipe(Pipe standard) {
        this.standard = standard;
    }

    @Override
    public final int batchLimit() {
        return BATCH_LIMIT;
    }

    @Override
    public boolean pingBlocks() {
        return standard.pingBlocks();
    }

    @Override
    public WriteResult ping(Completion completion) throws IOException {
        return standard.ping(completion);
    }

    @Override
    public final void close(CloseReason reason) throws IOException {
        standard.close(reason);
    }

    @Override
    public final void abort() throws IOException {
        standard.abort();
    }
}
