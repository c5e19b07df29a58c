package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;

/**
 * Hands frames with a shared payload to Jetty's core: no encoding for each session, pings that do not block. Jetty puts the
 * frames of one write together.
 */
final class JettyPipe extends FastPipe {

    private final JettyCore core;

    JettyPipe(JettyCore core, Pipe standard) {
        super(standard);
        this.core = core;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion completion) {
        int last = outgoing.count() - 1;
        for (int i = 0; i < last; i++) {
            core.gather(outgoing.frame(i).payload());
        }
        core.text(outgoing.frame(last).payload(), completion);
        return WriteResult.PENDING;
    }

    @Override
    public boolean pingBlocks() {
        return false;
    }

    @Override
    public WriteResult ping(Completion completion) {
        core.ping(completion);
        return WriteResult.PENDING;
    }
}
