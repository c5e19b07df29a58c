package io.shardhub.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class NodeLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.shardhub.log.test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final NodeLog log = new NodeLog(logger, "a", now::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    private static Map<String, Object> keys(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    private void complain(int times) {
        for (int i = 0; i < times; i++) {
            log.line(org.slf4j.event.Level.WARN, "it_failed").log("it failed");
        }
    }

    @Test
    void aLineSaysWhatHappenedAndWhere() {
        complain(1);
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("it failed");
        assertThat(keys(lines.list.get(0))).isEqualTo(Map.of("event", "it_failed", "node", "a", "suppressed", 0L));
    }

    @Test
    void thousandsOfLinesBecomeFiveASecondThatSayHowManyWereLeftOut() {
        for (int tenth = 0; tenth < 10; tenth++) {
            complain(1_000);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertThat(lines.list.stream().map(line -> keys(line).get("suppressed")))
                .containsExactly(0L, 1_999L, 1_999L, 1_999L, 1_999L);
    }

    @Test
    void whatIsNotLoggedIsNotCounted() {
        logger.setLevel(Level.ERROR);
        complain(10);
        logger.setLevel(null);
        complain(1);
        assertThat(keys(lines.list.get(0))).containsEntry("suppressed", 0L);
    }
}
