package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.HubOptions;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Shards that come and go. */
final class SwitchboardTest {

    private final ManualRuntime runtime = new ManualRuntime();

    private Switchboard switchboard(HubRuntime used) {
        HubOptions options = HubRig.options(3);
        Switchboard switchboard = new Switchboard(
                new ShardContext(
                        options,
                        used,
                        new JsonProtocol(),
                        OutboxLimits.of(options.outbox()),
                        new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
                        new Cut(),
                        true,
                        (client, reason) -> {},
                        Measurements.none(used)),
                new UserIdSharding());
        switchboard.start();
        runtime.runUntilIdle();
        return switchboard;
    }

    @Test
    void shardsThatAreClosingStay() {
        Switchboard switchboard = switchboard(runtime);
        var unused = switchboard.closeAll(Shutdown.atOnce(CloseReason.of(CloseCode.SHUTDOWN, "server shutdown")));
        runtime.runUntilIdle();
        assertThat(switchboard.shrink(1)).isFalse();
        assertThat(switchboard.shards()).hasSize(3);
    }

    @Test
    void shardThatGoesAndWhoseThreadDoesNotEndIsReported() {
        Switchboard switchboard = switchboard(new Stubborn(runtime, "hub-hub-shard-2"));
        Logger log = (Logger) LoggerFactory.getLogger(Switchboard.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        log.addAppender(appender);
        log.setAdditive(false);
        try {
            assertThat(switchboard.shrink(1)).isTrue();
        } finally {
            log.detachAppender(appender);
            log.setAdditive(true);
        }
        assertThat(switchboard.shards()).hasSize(1);
        assertThat(appender.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("hub hub: the thread of shard 2, which is no more, does not end");
    }

    /** Threads, of which one does not end. */
    private record Stubborn(ManualRuntime real, String role) implements HubRuntime {

        @Override
        public long nanoTime() {
            return real.nanoTime();
        }

        @Override
        public Loop start(String startedRole, DutyCycle cycle) {
            Loop loop = real.start(startedRole, cycle);
            return startedRole.equals(role) ? new Endless(loop) : loop;
        }
    }

    private record Endless(Loop loop) implements Loop {

        @Override
        public boolean wakeUp() {
            return loop.wakeUp();
        }

        @Override
        public void stop() {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public boolean awaitEnd(long nanos) {
            return false;
        }
    }
}
