package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A pipe that does what the test says; writes stay pending by default. */
final class FakePipe implements Pipe {

    /** What happens inside a write. */
    interface OnWrite {
        void write(Completion completion);
    }

    final List<String> steps = new CopyOnWriteArrayList<>();
    volatile OnWrite onWrite = completion -> {};
    volatile Runnable onAbort = () -> {};
    volatile WriteResult result = WriteResult.PENDING;
    volatile boolean closeFails;
    volatile CountDownLatch pingGate = new CountDownLatch(0);
    volatile @Nullable Completion completion;

    void complete(@Nullable Throwable failure) {
        Completion waiting = completion;
        if (waiting != null) {
            waiting.completed(failure);
        }
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion newCompletion) {
        steps.add("write");
        completion = newCompletion;
        onWrite.write(newCompletion);
        return result;
    }

    @Override
    public boolean pingBlocks() {
        return true;
    }

    @Override
    public WriteResult ping(Completion newCompletion) throws IOException {
        steps.add("ping on " + Thread.currentThread().getName());
        try {
            pingGate.await();
        } catch (InterruptedException e) {
            steps.add("ping interrupted");
            throw new IOException(e);
        }
        return WriteResult.SENT;
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        steps.add("close " + reason.code());
        if (closeFails) {
            throw new IOException("thrown by the test");
        }
    }

    @Override
    public void abort() {
        steps.add("abort");
        onAbort.run();
    }
}
