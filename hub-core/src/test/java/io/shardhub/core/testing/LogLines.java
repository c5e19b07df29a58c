package io.shardhub.core.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What the hub logs during one test, kept instead of printed. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.shardhub");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    /** The keys of each line about trouble. */
    public List<Map<String, Object>> trouble() {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(LogLines::keys)
                .toList();
    }

    /** The keys of each line about that. */
    public List<Map<String, Object>> of(String event) {
        return List.copyOf(lines.list).stream()
                .map(LogLines::keys)
                .filter(keys -> event.equals(keys.get("event")))
                .toList();
    }

    private static Map<String, Object> keys(ILoggingEvent line) {
        return line.getKeyValuePairs() == null
                ? Map.of("text", line.getFormattedMessage())
                : line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }
}
