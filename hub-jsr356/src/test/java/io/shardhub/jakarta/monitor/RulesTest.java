package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.snapshot.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and the dashboard that come with the hub ask for names and labels that are exported, and for nothing else. */
final class RulesTest {

    private static final Path FOLDER = Path.of("..", "docs", "monitoring");
    private static final Pattern RULE_LABEL = Pattern.compile("\\$labels\\.([a-z_]+)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*([a-z_]+)\\s*}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\(([a-z0-9_]+), ([a-z_]+)\\)");

    private static PrometheusExport export;

    @TempDir
    Path directory;

    @BeforeAll
    static void scrape() {
        export = PrometheusExport.ofAWatchedHub();
    }

    private static Set<String> labelsIn(String text, Pattern pattern) {
        Set<String> labels = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        return labels;
    }

    private static void askForWhatIsExported(PrometheusQuery query, Set<String> shown) {
        assertThat(query.missingIn(export)).as(query.text()).isEmpty();
        assertThat(query.labels(export)).as(query.text()).containsAll(shown);
    }

    @Test
    void rulesAskForWhatIsExported() throws IOException {
        String[] rules = Files.readString(FOLDER.resolve("alerts.yml")).split("- alert:", -1);
        for (String rule : List.of(rules).subList(1, rules.length)) {
            int begin = rule.indexOf("expr:");
            int end = rule.indexOf("\n        labels:");
            assertThat(end).as(rule).isGreaterThan(begin);
            askForWhatIsExported(new PrometheusQuery(rule.substring(begin, end)), labelsIn(rule, RULE_LABEL));
        }
    }

    @Test
    void theTestsOfTheRulesStandOnSeriesAsTheyAreScraped() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts-test.yml"));
        Matcher series = Pattern.compile("series: '([a-z0-9_]+)\\{([^}]*)}'").matcher(tests);
        int found = 0;
        while (series.find()) {
            Set<String> labels = new TreeSet<>(export.labels(series.group(1)));
            labels.add("instance");
            assertThat(labelsIn(series.group(2), Pattern.compile("([a-z_]+)=")))
                    .as(series.group())
                    .isEqualTo(labels);
            found++;
        }
        assertThat(found).isGreaterThan(30);
    }

    @Test
    void everyRuleOfTheHubIsThereAndSaysWhatToDo() throws IOException {
        String rules = Files.readString(FOLDER.resolve("alerts.yml"));
        for (Alert.Kind kind : Alert.Kind.values()) {
            String name = Pattern.compile("(?:^|_)([a-z])")
                    .matcher(kind.name().toLowerCase(Locale.ROOT))
                    .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
            assertThat(rules).contains("- alert: Shardhub" + name + "\n");
        }
        assertThat(rules.split("- alert:", -1)).hasSameSizeAs(rules.split(" runbook:", -1));
    }

    @Test
    void promtoolAgrees() throws Exception {
        Tools.need("promtool");
        Path folder = FOLDER.toAbsolutePath().normalize();
        for (Map.Entry<String, String> file :
                Map.of("check", "alerts.yml", "test", "alerts-test.yml").entrySet()) {
            String path = folder.resolve(file.getValue()).toString();
            assertThat(Tools.run(directory, null, "promtool", file.getKey(), "rules", path))
                    .contains("SUCCESS");
        }
    }

    private static JsonObject dashboard() throws IOException {
        return JsonParser.parseString(Files.readString(FOLDER.resolve("grafana.json")))
                .getAsJsonObject();
    }

    @Test
    void theDashboardAsksForWhatIsExported() throws IOException {
        int queries = 0;
        for (JsonElement panel : dashboard().getAsJsonArray("panels")) {
            if (!panel.getAsJsonObject().has("targets")) {
                continue;
            }
            for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
                JsonObject asked = target.getAsJsonObject();
                askForWhatIsExported(
                        new PrometheusQuery(asked.get("expr").getAsString()),
                        labelsIn(asked.get("legendFormat").getAsString(), LEGEND_LABEL));
                queries++;
            }
        }
        assertThat(queries).isGreaterThan(15);
    }

    @Test
    void theDashboardOffersHubsByALabelThatThereIs() throws IOException {
        Matcher query =
                LABEL_VALUES.matcher(dashboard().getAsJsonObject("templating").toString());
        assertThat(query.find()).isTrue();
        assertThat(export.labels(query.group(1))).contains(query.group(2));
        assertThat(query.find()).as("one variable").isFalse();
    }
}
