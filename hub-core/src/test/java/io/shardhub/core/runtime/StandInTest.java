package io.shardhub.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which posts wake the loop up, and which wait for the end of the work. */
final class StandInTest {

    private final StandIn standIn = new StandIn();
    private final List<String> calls = new ArrayList<>();
    private final NotedLoop loop = new NotedLoop("loop");
    private boolean free = true; // to be reserved

    private final class NotedLoop implements Loop {

        private final String name;

        private NotedLoop(String name) {
            this.name = name;
        }

        @Override
        public boolean wakeUp() {
            return calls.add(name + " woken up");
        }

        @Override
        public boolean reserve() {
            if (free) {
                calls.add(name + " reserved");
            }
            return free;
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isAlive() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaitEnd(long nanos) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void postsOfTheWorkerWaitForTheEnd() {
        standIn.begin();
        standIn.wakeUp(loop);
        standIn.wakeUp(loop);
        assertThat(standIn.end()).isSameAs(loop);
        assertThat(calls).containsExactly("loop reserved", "loop reserved");
    }

    @Test
    void nothingIsOwedIfNothingWasPosted() {
        standIn.begin();
        assertThat(standIn.end()).isNull();
        standIn.begin();
        standIn.wakeUp(loop);
        assertThat(standIn.end()).isSameAs(loop);
        standIn.begin();
        assertThat(standIn.end()).as("of another piece of work").isNull();
    }

    @Test
    void postsBeforeAndBehindTheWorkWakeUp() {
        standIn.wakeUp(loop);
        standIn.begin();
        assertThat(standIn.end()).isNull();
        standIn.wakeUp(loop);
        assertThat(calls).containsExactly("loop woken up", "loop woken up");
    }

    @Test
    void postsOfOtherThreadsWakeUp() {
        standIn.begin();
        CompletableFuture.runAsync(() -> standIn.wakeUp(loop), task -> new Thread(task, "other").start())
                .join();
        assertThat(standIn.end()).isNull();
        assertThat(calls).containsExactly("loop woken up");
    }

    /** It may wait for a processor while it has the turn, and everybody else for it. */
    @Test
    void virtualThreadsWakeUp() {
        Executor virtual = HubRuntime.threads().virtualThreads("virtual");
        Assumptions.assumeTrue(virtual != null, "this JDK has none");
        CompletableFuture.runAsync(
                        () -> {
                            standIn.begin();
                            standIn.wakeUp(loop);
                            assertThat(standIn.end()).isNull();
                        },
                        virtual)
                .join();
        assertThat(calls).containsExactly("loop woken up");
    }

    @Test
    void loopThatCannotBeReservedIsWokenUp() {
        standIn.begin();
        free = false;
        standIn.wakeUp(loop);
        assertThat(standIn.end()).isNull();
        assertThat(calls).containsExactly("loop woken up");
    }

    @Test
    void loopThatCannotBeReservedAgainIsWokenUpAndOwed() {
        standIn.begin();
        standIn.wakeUp(loop);
        free = false;
        standIn.wakeUp(loop);
        assertThat(standIn.end()).isSameAs(loop);
        assertThat(calls).containsExactly("loop reserved", "loop woken up");
    }

    /** Else whoever posts more than the mailbox holds would be refused although the loop has nothing else to do. */
    @Test
    void afterSomePostsTheLoopIsWokenUp() {
        standIn.begin();
        for (int i = 0; i < 18; i++) {
            standIn.wakeUp(loop);
        }
        assertThat(calls.subList(0, 16)).containsOnly("loop reserved");
        assertThat(calls.subList(16, 18)).containsOnly("loop woken up");
        standIn.end();
        calls.clear();
        standIn.begin();
        standIn.wakeUp(loop);
        assertThat(calls).as("of the next piece of work").containsExactly("loop reserved");
    }

    @Test
    void loopOfAClientThatMovedIsWokenUp() {
        standIn.begin();
        standIn.wakeUp(loop);
        standIn.wakeUp(new NotedLoop("other"));
        assertThat(standIn.end()).isSameAs(loop);
        assertThat(calls).containsExactly("loop reserved", "other woken up");
    }
}
