package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.PipeChoice;
import io.shardhub.jakarta.TestGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Trouble is logged with keys, and no storm of it fills the log. */
final class TroubleTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.shardhub.jakarta.internal");
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
    }

    private static Map<String, Object> keys(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Test
    void anAuthenticatorThatFails() {
        Checks checks = new Checks(
                new TestGateway(),
                handshake -> {
                    throw new IllegalStateException("no");
                },
                JakartaOptions.at("/ws"));
        for (int i = 0; i < 1_000; i++) {
            assertThat(checks.of(new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty())))
                    .isInstanceOf(Outcome.Refused.class);
        }
        assertThat(lines).hasSizeLessThan(1_000);
        assertThat(lines.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.get(0).getThrowableProxy().getMessage()).isEqualTo("no");
        assertThat(keys(lines.get(0)))
                .isEqualTo(Map.of("event", "authenticator_failed", "node", "test", "suppressed", 0L));
    }

    @Test
    void aContainerThatSurprises() {
        Pipes pipes = new Pipes("test", PipeChoice.FAST, List.of());
        for (int i = 0; i < 1_000; i++) {
            pipes.distrust(Container.TOMCAT, new IllegalStateException("not a socket"));
        }
        assertThat(lines).hasSize(1);
        assertThat(keys(lines.get(0)))
                .isEqualTo(Map.of("event", "container_surprised", "node", "test", "container", "tomcat"));
    }

    @Test
    void workForAContainerThatFails() {
        try (Closer closer = new Closer("test", 1, Duration.ZERO)) {
            closer.run(() -> {
                throw new IllegalStateException("no");
            });
            await().until(() -> !lines.isEmpty());
        }
        assertThat(lines.get(0).getLevel()).isEqualTo(Level.ERROR);
        assertThat(keys(lines.get(0)))
                .isEqualTo(Map.of("event", "container_work_failed", "node", "test", "suppressed", 0L));
    }

    @Test
    void aPartThatCannotBeClosed() {
        Belongings belongings = new Belongings("test");
        belongings.add(() -> {
            throw new IllegalStateException("no");
        });
        belongings.close();
        assertThat(keys(lines.get(0))).isEqualTo(Map.of("event", "close_failed", "node", "test"));
    }
}
