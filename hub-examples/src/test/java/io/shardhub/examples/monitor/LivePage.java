package io.shardhub.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.shardhub.examples.quiz.Browser;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.openqa.selenium.TimeoutException;

/** The live page as a browser shows it. Every number on it says where in the JSON it comes from. */
final class LivePage {

    private static final String NUMBERS = "return Object.fromEntries([...document.querySelectorAll('[data-path]')]"
            + ".map((element) => [element.dataset.path, element.dataset.value]))";

    private static final String HEAT = "const canvas = document.getElementById('heat');"
            + "const rows = document.querySelectorAll('#shards tr').length - 1;"
            + "const y = Math.floor((%d + 0.5) * (canvas.height - 18) / rows);"
            + "const pixels = canvas.getContext('2d').getImageData(60, y, canvas.width - 60, 1).data;"
            + "return [...pixels].filter((_, i) => i %% 4 === 3)";

    private static final Pattern GROWING = Pattern.compile("time|queues/.*/oldest_ms|alerts/\\d+/(text|value)");

    private static final Pattern COUNTING =
            Pattern.compile("error_count|slow_clients|books/(accepted|sent|conflated|dropped/.*)"
                    + "|handlers/.*/count|hub/shards/\\d+/moves/.*|movement/.*");

    private final Browser.Tab tab;
    private final WatchedServer server;

    LivePage(Browser.Tab tab, WatchedServer server) {
        this.tab = tab;
        this.server = server;
    }

    /** The number from a path of the JSON. */
    long number(String path) {
        return new BigDecimal(value(path)).longValueExact();
    }

    /** What is from a path of the JSON, as it is there. */
    String value(String path) {
        return Objects.requireNonNull(numbers().get(path), path);
    }

    void awaitNumber(String path, long expected) {
        tab.until(
                path + " is " + expected,
                () -> Long.toString(expected).equals(numbers().get(path)));
    }

    private Map<String, String> numbers() {
        Map<String, String> numbers = new TreeMap<>();
        ((Map<?, ?>) tab.run(NUMBERS)).forEach((path, value) -> numbers.put((String) path, (String) value));
        return numbers;
    }

    /**
     * Waits until the page shows just what the API says between two snapshots of the page. What is different at any two moments, such as an age, is
     * left out.
     */
    void awaitTheNumbersOfTheApi() {
        AtomicReference<Map<String, String>> last = new AtomicReference<>(Map.of());
        try {
            tab.until("the numbers of the API", () -> {
                last.set(differences());
                return last.get().isEmpty();
            });
        } catch (TimeoutException e) {
            throw new AssertionError("not the numbers of the API: " + last, e);
        }
    }

    /**
     * Holds what only grows to what the API said before the page's snapshot and after it, while the hub is as busy as it likes.
     *
     * @return how many numbers those are
     */
    int holdCountersToTheApi() {
        JsonObject before = server.metrics();
        Instant begun = Instant.parse(server.metrics().get("time").getAsString());
        tab.until("a later snapshot", () -> Instant.parse(moment()).isAfter(begun));
        Map<String, String> shown = numbers();
        JsonObject after = server.metrics();
        int counters = 0;
        for (Map.Entry<String, String> number : shown.entrySet()) {
            if (COUNTING.matcher(number.getKey()).matches()) {
                assertThat(new BigDecimal(number.getValue()))
                        .as(number.getKey())
                        .isBetween(
                                new BigDecimal(read(before, number.getKey())),
                                new BigDecimal(read(after, number.getKey())));
                counters++;
            }
        }
        return counters;
    }

    /** Waits for that many snapshots, so that the charts have something to show. */
    void awaitSnapshots(int count) {
        for (int i = 0; i < count; i++) {
            String moment = moment();
            tab.until("another snapshot", () -> !moment().equals(moment));
        }
    }

    private Map<String, String> differences() {
        String moment = moment();
        List<JsonObject> metrics = new ArrayList<>(); // one of them just before the page asks the hub for the same
        tab.until("another snapshot", () -> {
            metrics.add(server.metrics());
            return !moment().equals(moment);
        });
        Map<String, String> shown = numbers();
        return metrics.stream()
                .map(each -> differences(shown, each))
                .min(Comparator.comparingInt(Map::size))
                .orElseThrow();
    }

    private static Map<String, String> differences(Map<String, String> shown, JsonObject metrics) {
        Map<String, String> differences = new TreeMap<>();
        shown.forEach((path, value) -> {
            String expected = read(metrics, path);
            if (!GROWING.matcher(path).matches() && !isSame(value, expected)) {
                differences.put(path, value + " for " + expected);
            }
        });
        return differences;
    }

    private String moment() {
        return String.valueOf(numbers().get("time"));
    }

    private static String read(JsonObject metrics, String path) {
        JsonElement value = metrics;
        for (String encoded : path.split("/", -1)) {
            String name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
            if (value.isJsonArray() && name.equals("length")) {
                value = new JsonPrimitive(value.getAsJsonArray().size());
            } else if (value.isJsonArray()) {
                value = value.getAsJsonArray().get(Integer.parseInt(name));
            } else {
                value = value.getAsJsonObject().get(name);
            }
        }
        return value.isJsonNull() ? "" : value.getAsString();
    }

    private static boolean isSame(String value, String expected) {
        boolean numbers = !value.isEmpty() && expected.matches("[-0-9.E]+");
        return value.equals(expected) || (numbers && new BigDecimal(value).compareTo(new BigDecimal(expected)) == 0);
    }

    /** How warm a row of the heat map is, from the oldest column to the newest: 0 is cold, and 255 as hot as it gets. */
    List<Long> heat(int shard) {
        return longs(tab.run(HEAT.formatted(shard)));
    }

    private static List<Long> longs(Object list) {
        return ((List<?>) list)
                .stream().map(value -> ((Number) value).longValue()).toList();
    }

    /** What charts are called where nobody sees them. */
    List<String> namesOfCharts() {
        return tab.accessibleNames("svg, canvas");
    }

    List<String> texts(String selector) {
        return tab.texts(selector);
    }

    void awaitText(String selector, String pattern) {
        tab.until(
                selector + " matches " + pattern,
                () -> texts(selector).stream().anyMatch(text -> text.matches(pattern)));
    }

    /** Takes a picture of all of it. */
    void photograph(Look look, Path file) throws IOException {
        tab.emulate(look.width(), look.scheme());
        awaitSnapshots(2); // the first may have been on its way
        assertThat(tab.overflows()).as("too wide for %s", look).isFalse();
        tab.screenshot(file);
    }
}
