package io.shardhub.contract;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Blocks whoever runs it until a test releases it; any thread. */
final class HangingCall {

    private static final long LIMIT_SECONDS = 60;

    private final CountDownLatch released = new CountDownLatch(1);
    private volatile @Nullable Runnable own;

    /** Blocks in {@code call} instead, which returns when it is released in its own way. */
    void hangIn(Runnable call) {
        own = call;
    }

    /** Lets the callers go, now and in future. */
    void release() {
        released.countDown();
    }

    /** Blocks; false if it was interrupted, or if nobody released it in time, which {@code forgotten} then hears of. */
    boolean run(Runnable forgotten) {
        Runnable call = own;
        if (call != null && released.getCount() > 0) {
            call.run();
            return true;
        }
        try {
            boolean ended = released.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                forgotten.run();
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return released.getCount() == 0;
        }
    }
}
