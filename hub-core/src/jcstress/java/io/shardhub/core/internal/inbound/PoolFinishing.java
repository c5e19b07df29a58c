package io.shardhub.core.internal.inbound;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Messages are handed in while the last handlers come to their end: none begins when clients are being closed. */
@JCStressTest
@Outcome(
        id = "(handled|refused), (handled|dropped), (handled|dropped)",
        expect = ACCEPTABLE,
        desc = "each came in time, or too late")
@Outcome(expect = FORBIDDEN, desc = "handled after the end, or lost")
@State
public class PoolFinishing {

    private final WorkingRuntime runtime = new WorkingRuntime();
    private final WorkerPool pool = new WorkerPool(runtime, "pool", InboundOptions.defaults(1));
    private final Message inline = new Message(Execution.INLINE);
    private final Message virtual = new Message(Execution.VIRTUAL);
    private final Message pooled = new Message(Execution.POOL);
    private volatile boolean closed;

    /** Its only worker works while somebody waits; a virtual thread is whoever asks for one. */
    private static final class WorkingRuntime implements HubRuntime {

        private final StillRuntime still = new StillRuntime();

        void work() {
            still.cycles().forEach(DutyCycle::doWork);
        }

        @Override
        public boolean await(Future<?> end, long nanos) {
            while (!end.isDone()) {
                work();
            }
            return true;
        }

        @Override
        public Executor virtualThreads(String role) {
            return Runnable::run;
        }

        @Override
        public long nanoTime() {
            return still.nanoTime();
        }

        @Override
        public Loop start(String role, DutyCycle cycle) {
            return still.start(role, cycle);
        }
    }

    private final class Message {

        private final Inbox inbox = new Inbox(pool, CreditOptions.defaults(1));
        private final Work work;
        private Inbox.@Nullable Entry entry;
        private String handled = "lost"; // plain: one thread handles it, if any

        Message(Execution execution) {
            work = new Work(Priority.NORMAL, execution, () -> handled = closed ? "handled late" : "handled");
            inbox.open(null);
        }

        void handIn() {
            entry = inbox.offer(work, 0);
        }

        String end() {
            return entry == Inbox.Entry.OVER ? "refused" : work.dropped.size() == 1 ? "dropped" : handled;
        }
    }

    public PoolFinishing() {
        pool.start();
    }

    @Actor
    public void reader() {
        inline.handIn();
        virtual.handIn();
        pooled.handIn();
    }

    @Actor
    public void hub() {
        pool.finish(1);
        closed = true;
        runtime.work();
    }

    @Arbiter
    public void end(LLL_Result result) {
        runtime.work();
        runtime.work();
        result.r1 = inline.end();
        result.r2 = virtual.end();
        result.r3 = pooled.end();
    }
}
