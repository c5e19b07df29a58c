package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.snapshot.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and the dashboard that come with the hub ask for nothing but what is exported. */
final class RulesTest {

    private static final Path FOLDER = Path.of("..", "docs", "monitoring");
    private static final Pattern NAME = Pattern.compile("shardhub_[a-z0-9_]+");

    @TempDir
    Path directory;

    private static Set<String> exported() {
        try (WatchedHub hub = new WatchedHub()) {
            Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED);
            return namesIn(new String(monitor.handle(get("/metrics/prometheus")).body(), StandardCharsets.UTF_8));
        }
    }

    private static Set<String> namesIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    @Test
    void rulesAskForWhatIsExported() throws IOException {
        String rules = Files.readString(FOLDER.resolve("alerts.yml"))
                .replace("shardhub_(mailbox|worker|outbox)_age", "shardhub_mailbox_age");
        assertThat(exported()).containsAll(namesIn(rules));
        assertThat(exported()).contains("shardhub_worker_age_seconds", "shardhub_outbox_age_seconds");
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
        assertThat(Tools.run(
                        directory,
                        null,
                        "promtool",
                        "check",
                        "rules",
                        folder.resolve("alerts.yml").toString()))
                .contains("SUCCESS");
        assertThat(Tools.run(
                        directory,
                        null,
                        "promtool",
                        "test",
                        "rules",
                        folder.resolve("alerts-test.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void theDashboardAsksForWhatIsExported() throws IOException {
        JsonObject dashboard = JsonParser.parseString(Files.readString(FOLDER.resolve("grafana.json")))
                .getAsJsonObject();
        Set<String> exported = exported();
        int queries = 0;
        for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
            if (!panel.getAsJsonObject().has("targets")) {
                continue;
            }
            for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
                String query = target.getAsJsonObject().get("expr").getAsString();
                assertThat(namesIn(query)).as(query).isNotEmpty();
                assertThat(exported).as(query).containsAll(namesIn(query));
                queries++;
            }
        }
        assertThat(queries).isGreaterThan(15);
    }
}
