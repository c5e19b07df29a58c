package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/monitoring.md say what the schemas say, row by row. */
final class MonitoringGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "monitoring.md");

    private final Schemas schemas = new Schemas();

    private static List<String> rowsOf(String section) throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        int end = guide.indexOf("\n## ", begin + 4);
        return guide.substring(begin, end < 0 ? guide.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Health, health",
        "Metrics, metrics",
        "Shards, shards",
        "Connections, connections",
        "Ticket, ticket",
        "Errors, error"
    })
    void tablesAreThoseOfTheSchemas(String section, String schema) throws IOException {
        List<String> rows = new ArrayList<>();
        new SchemaFields(schemas, schema)
                .described()
                .forEach((field, words) -> rows.add("| `" + field + "` | " + words + " |"));
        assertThat(rowsOf(section)).containsExactlyElementsOf(rows);
    }

    @Test
    void valuesAreThoseOfTheSchemas() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String definition : schemas.definitions().keySet()) {
            for (Map.Entry<String, String> value : schemas.values(definition).entrySet()) {
                rows.add("| `" + definition + "` | `" + value.getKey() + "` | " + value.getValue() + " |");
            }
            JsonObject defined = schemas.definitions().getAsJsonObject(definition);
            if (defined.has("pattern")) {
                rows.add("| `" + definition + "` | `" + defined.get("pattern").getAsString() + "` | "
                        + defined.get("description").getAsString() + " |");
            }
        }
        assertThat(rowsOf("Values")).containsExactlyInAnyOrderElementsOf(rows);
    }
}
