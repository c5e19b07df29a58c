package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.options.HubOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What SECURITY.md says has a test, and its numbers are those of the options. */
class SecurityTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\|(?! what | attack |---).*\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?` \\|$");
    private static final Pattern ATTACK = Pattern.compile("`(\\w+)` \\|$");
    private static final Pattern DEFAULT = Pattern.compile(
            "`(shards|admission|limits|inbound|auth|liveness)\\.([A-Za-z.]+)` ([\\d,]*\\d)(?:, ([\\d,]*\\d), ([\\d,]*\\d))?( s)?");

    private static final Pattern DEPENDENCY = Pattern.compile("\\b([A-Za-z][A-Za-z0-9-]+) (\\d[\\w.-]*\\w)(?=[ ,])");

    private static String page() throws IOException {
        return Files.readString(Path.of("../SECURITY.md"));
    }

    private static List<String> rows(String text) {
        return ROW.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void everyDefenceNamesATestThatExists() throws IOException {
        Map<String, String> sources = OperationsTest.testSources();
        String page = page();
        List<String> rows = rows(page.substring(0, page.indexOf("## Left to")));
        List<String> unbacked = new ArrayList<>();
        for (String row : rows) {
            List<MatchResult> tests = TEST.matcher(row).results().toList();
            boolean exist = tests.stream()
                    .allMatch(test -> sources.containsKey(test.group(1))
                            && (test.group(2) == null
                                    || sources.get(test.group(1)).contains("void " + test.group(2) + "(")));
            if (tests.isEmpty() || !exist) {
                unbacked.add(row);
            }
        }
        assertThat(rows).hasSizeGreaterThan(20);
        assertThat(unbacked).as("rows without a test that exists").isEmpty();
    }

    @Test
    void everyAttackIsATest() throws IOException {
        String attacks = OperationsTest.testSources().get("AttackTest");
        String page = page();
        List<String> rows = rows(page.substring(page.indexOf("## Attacks"), page.indexOf("Property tests feed")));
        assertThat(rows).hasSizeGreaterThan(10);
        for (String row : rows) {
            MatchResult test = ATTACK.matcher(row).results().findFirst().orElseThrow(() -> new AssertionError(row));
            assertThat(attacks).contains("void " + test.group(1) + "(");
        }
    }

    @Test
    void theDefaultsAreThoseOfTheOptions() throws Exception {
        List<MatchResult> defaults = DEFAULT.matcher(page()).results().toList();
        assertThat(defaults).hasSizeGreaterThan(8);
        List<HubOptions> presets = List.of(HubOptions.small(), HubOptions.medium(), HubOptions.high());
        for (MatchResult each : defaults) {
            for (int i = 0; i < presets.size(); i++) {
                String said = each.group(4) == null ? each.group(3) : each.group(3 + i);
                assertThat(value(presets.get(i), each.group(1) + "." + each.group(2)))
                        .as(each.group())
                        .isEqualTo(said.replace(",", ""));
            }
        }
    }

    @Test
    void theDependenciesAreThoseOfTheBuild() throws IOException {
        String page = page();
        String table = page.substring(page.indexOf("## Dependencies"), page.indexOf("Tested in"));
        String classPath = System.getProperty("java.class.path");
        List<MatchResult> dependencies = DEPENDENCY.matcher(table).results().toList();
        assertThat(dependencies).hasSizeGreaterThan(10);
        for (MatchResult each : dependencies) {
            assertThat(classPath).contains("/" + each.group(1) + "-" + each.group(2) + ".jar");
        }
    }

    private static String value(Object options, String path) throws ReflectiveOperationException {
        Object value = options;
        for (String part : path.split("\\.", -1)) {
            Method accessor = value.getClass().getMethod(part);
            value = accessor.invoke(value);
        }
        return value instanceof Duration duration ? Long.toString(duration.toSeconds()) : value.toString();
    }
}
