package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes whole frames to the connection below Tyrus: no encoding for each session, several frames in one write. */
final class TyrusPipe extends FastPipe {

    private final TyrusSocket socket;

    TyrusPipe(TyrusSocket socket, Pipe standard) {
        super(standard);
        this.socket = socket;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion completion) {
        CompletableFuture<?> written = socket.write(outgoing.bytes());
        if (!written.isDone()) {
            CompletableFuture<?> unused = written.whenComplete((ignored, failure) -> completion.completed(failure));
            return WriteResult.PENDING;
        }
        if (written.isCompletedExceptionally()) {
            throw new CompletionException("the connection takes nothing", null);
        }
        return WriteResult.SENT;
    }
}
