package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds docs/monitoring.md to what the hub really says: every field is in a table, and nothing else is. */
final class MonitoringGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "monitoring.md");
    private static final Pattern FIELD = Pattern.compile("^\\| `([a-z0-9_.*\\[\\]]+)` \\|", Pattern.MULTILINE);

    private Set<String> documented = Set.of();
    private final Set<String> seen = new TreeSet<>();

    private static Set<String> fieldsOf(String section) throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        int end = guide.indexOf("\n## ", begin + 4);
        Matcher matcher = FIELD.matcher(guide.substring(begin, end < 0 ? guide.length() : end));
        Set<String> fields = new TreeSet<>();
        while (matcher.find()) {
            fields.add(matcher.group(1));
        }
        return fields;
    }

    @ParameterizedTest
    @CsvSource({"Health, /health", "Metrics, /metrics", "Shards, /shards", "Connections, /connections"})
    void tablesAreComplete(String section, String path) throws IOException {
        documented = fieldsOf(section);
        try (WatchedHub hub = new WatchedHub()) {
            Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED);
            String json = new String(monitor.handle(get(path)).body(), StandardCharsets.UTF_8);
            walk("", JsonParser.parseString(json).getAsJsonObject());
        }
        assertThat(seen).isEqualTo(documented);
    }

    private void walk(String prefix, JsonObject object) {
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
            String path = prefix + field.getKey();
            seen.add(path);
            visit(path, field.getValue());
        }
    }

    private void visit(String path, JsonElement value) {
        if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(element -> visit(path + "[]", element));
        } else if (value.isJsonObject() && documented.stream().anyMatch(field -> field.startsWith(path + ".*."))) {
            value.getAsJsonObject().entrySet().forEach(entry -> visit(path + ".*", entry.getValue()));
        } else if (value.isJsonObject() && documented.stream().noneMatch(field -> field.startsWith(path + "."))) {
            for (Map.Entry<String, JsonElement> entry : value.getAsJsonObject().entrySet()) {
                assertThat(entry.getValue().isJsonPrimitive())
                        .as(path + " is a map of numbers")
                        .isTrue();
            }
        } else if (value.isJsonObject()) {
            walk(path + ".", value.getAsJsonObject());
        }
    }
}
