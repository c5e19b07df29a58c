package io.shardhub.redis.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** An outage is one line, which says which connection of which node it is about. */
final class LinkerLogTest {

    @Test
    void anOutageIsOneLineWithKeys() {
        Logger logger = (Logger) LoggerFactory.getLogger(Linker.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Linker linker = new Linker(
                    "a",
                    "publisher",
                    new FixedServer(new HostAndPort("127.0.0.1", 1)),
                    new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null),
                    new CountDownLatch(1));
            for (int i = 0; i < 100; i++) {
                linker.complain(new JedisConnectionException("gone"));
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSize(1);
        ILoggingEvent line = lines.list.get(0);
        assertThat(line.getLevel()).isEqualTo(Level.WARN);
        assertThat(line.getFormattedMessage()).startsWith("node a: publisher has no connection to Redis: ");
        assertThat(line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value)))
                .isEqualTo(Map.of("event", "redis_disconnected", "node", "a", "connection", "publisher"));
    }
}
