package io.shardhub.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsReaderTest {

    /** One option of {@link HubOptions}: where it is and what it can be set to. */
    record Leaf(String path, Class<?> type, Object value) {

        /** A value that differs a little, so that it breaks no rule. */
        Object other() {
            if (value instanceof Integer number) {
                return path.equals("shards.mailboxCapacity") ? number * 2 : number + 1;
            } else if (value instanceof Double number) {
                return number + 0.125;
            } else if (value instanceof Duration duration) {
                return duration.isZero() ? Duration.ofSeconds(10) : duration.plusMillis(1);
            } else if (value instanceof Long number) {
                return number + 1;
            } else if (value instanceof Boolean flag) {
                return !flag;
            } else if (value instanceof Enum<?> constant) {
                Object[] constants = type.getEnumConstants();
                return constants[(constant.ordinal() + 1) % constants.length];
            }
            return value.equals("") ? "ws://a" : value + "2"; // what may be empty is an address
        }
    }

    /** All options; fails where a component has a type that no text can be read as. */
    static Stream<Leaf> leaves() {
        return leaves("", HubOptions.small()).stream();
    }

    private static List<Leaf> leaves(String prefix, Record owner) {
        List<Leaf> leaves = new ArrayList<>();
        for (RecordComponent component : owner.getClass().getRecordComponents()) {
            String path = prefix + component.getName();
            try {
                Object value = component.getAccessor().invoke(owner);
                if (value instanceof Record part) {
                    leaves.addAll(leaves(path + ".", part));
                } else {
                    leaves.add(new Leaf(path, component.getType(), value));
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(path, e);
            }
        }
        return leaves;
    }

    private static HubOptions read(Map<String, ?> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        return HubOptions.from(properties);
    }

    private static List<String> faults(Map<String, ?> entries) {
        return catchThrowableOfType(OptionsException.class, () -> read(entries)).faults();
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void everyOptionIsReadAndLeavesTheOthersAsTheyAre(Leaf leaf) {
        String text = leaf.other().toString();
        String variable = OptionNaming.VARIABLE.name(leaf.path());
        List<Leaf> expected = leaves().map(
                        each -> each.equals(leaf) ? new Leaf(each.path(), each.type(), leaf.other()) : each)
                .toList();
        assertThat(leaves("", read(Map.of("hub." + leaf.path(), text)))).isEqualTo(expected);
        assertThat(leaves("", HubOptions.fromEnvironment(Map.of(variable, text))))
                .isEqualTo(expected);
    }

    @Test
    void allOptionsTogetherComeBackFromText() {
        HubOptions options = HubOptions.high().withName("node-7");
        Map<String, String> written = new LinkedHashMap<>();
        leaves("", options)
                .forEach(leaf -> written.put("hub." + leaf.path(), leaf.value().toString()));
        assertThat(read(written)).isEqualTo(options);
    }

    @Test
    void noTwoOptionsShareAVariable() {
        assertThat(leaves().map(leaf -> OptionNaming.VARIABLE.name(leaf.path())))
                .doesNotHaveDuplicates()
                .contains("HUB_NAME", "HUB_OUTBOX_MAX_BYTES", "HUB_ADMISSION_CONNECTS_PER_SECOND")
                .doesNotContain("HUB_PRESET")
                .allMatch(name -> OptionNaming.VARIABLE.isIn("", name));
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void presetIsWhatTheOthersStartFrom(Preset preset) {
        HubOptions options = preset.options(Runtime.getRuntime().availableProcessors());
        String name = preset.name().toLowerCase(Locale.ROOT);
        assertThat(read(Map.of("hub.preset", name))).isEqualTo(options);
        assertThat(read(Map.of("hub.preset", name, "hub.name", "n"))).isEqualTo(options.withName("n"));
        assertThat(HubOptions.fromEnvironment(Map.of("HUB_PRESET", " " + name + " ")))
                .isEqualTo(options);
    }

    @Test
    void withoutAnySettingAHubIsSmall() {
        assertThat(read(Map.of("hubble", "1", "java.home", "/", "HUB_NAME", "n")))
                .isEqualTo(HubOptions.small());
        assertThat(HubOptions.fromEnvironment(Map.of("PATH", "/bin", "HUB", "1", "hub.name", "n")))
                .isEqualTo(HubOptions.small());
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "500ms, PT0.5S",
        "2m, PT2M",
        "1h, PT1H",
        "1H, PT1H",
        "PT30S, PT30S",
        "pt1m30s, PT1M30S",
        "0010s, PT10S"
    })
    void durationsAreWrittenShortOrByTheStandard(String text, Duration duration) {
        assertThat(read(Map.of("hub.liveness.pingInterval", text)).liveness().pingInterval())
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "30 s", "s", "1.5s", "1d", "3 weeks", "99999999999999999999s", "9223372036854775807h"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(faults(Map.of("hub.closing.drain", text)))
                .containsExactly(
                        "hub.closing.drain: " + text + " (expected: a duration, such as 500ms, 30s, 2m, 1h or PT30S)");
    }

    @Test
    void oneExceptionNamesAllFaults() {
        Map<String, Object> entries = Map.ofEntries(
                Map.entry("hub.preset", "tiny"),
                Map.entry("hub.name", "a b"),
                Map.entry("hub.shards.count", "many"),
                Map.entry("hub.shards.mailboxCapacity", "64"),
                Map.entry("hub.outbox.capacity", "0"),
                Map.entry("hub.outbox.maxBytes", "99999999999"),
                Map.entry("hub.outbox.overflow", "DROP_EVERYTHING"),
                Map.entry("hub.rebalance.threshold", "warm"),
                Map.entry("hub.closing.grace", "11m"),
                Map.entry("hub.outbox.capacty", "5"));
        OptionsException refused = catchThrowableOfType(OptionsException.class, () -> read(entries));
        assertThat(refused.faults())
                .containsExactly(
                        "hub.preset: tiny (expected: one of SMALL, MEDIUM, HIGH)",
                        "hub.shards.count: many (expected: a whole number below 2^31)",
                        "hub.shards.drainLimit: 256 (expected: 1 to 64)",
                        "hub.outbox.maxBytes: 99999999999 (expected: a whole number below 2^31)",
                        "hub.outbox.overflow: DROP_EVERYTHING (expected: one of DROP_OLDEST, DROP_NEWEST, DISCONNECT)",
                        "hub.outbox.capacity: 0 (expected: 1 to 65536)",
                        "hub.closing.grace: PT11M (expected: PT0.001S to PT10M)",
                        "hub.rebalance.threshold: warm (expected: a number)",
                        "hub.name: a b (expected: 1 to 32 letters, digits or dashes)",
                        "hub.outbox.capacty: 5 (expected: a known option; did you mean hub.outbox.capacity?)");
        assertThat(refused).hasMessage(String.join("\n", refused.faults()));
    }

    @Test
    void faultsOfVariablesGoByTheNamesOfVariables() {
        assertThatThrownBy(() -> HubOptions.fromEnvironment(
                        Map.of("HUB_OUTBOX_MAX_BYTES", "1", "HUB_INBOUND_WORKERS", "x", "HUB_SHARDS", "4")))
                .isInstanceOf(OptionsException.class)
                .hasMessage("""
                        HUB_OUTBOX_MAX_BYTES: 1 (expected: 1024 to 1073741824)
                        HUB_INBOUND_WORKERS: x (expected: a whole number below 2^31)
                        HUB_SHARDS: 4 (expected: a known option)""");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.outbox.maxByte, hub.outbox.maxBytes",
        "hub.outbox.maxbytes, hub.outbox.maxBytes",
        "hub.outbox.max-bytes, hub.outbox.maxBytes",
        "HUB.NAME, hub.name",
        "hub.nmae, hub.name",
        "hub.shard.count, hub.shards.count",
        "hub.presets, hub.preset",
        "hub.liveness.pingIntervall, hub.liveness.pingInterval",
    })
    void nearMissIsAnsweredWithWhatWasMeant(String name, String meant) {
        assertThat(faults(Map.of(name, "1")))
                .containsExactly(name + ": 1 (expected: a known option; did you mean " + meant + "?)");
    }

    @ParameterizedTest
    @CsvSource({
        "HUB_OUTBOX_MAXBYTES, HUB_OUTBOX_MAX_BYTES",
        "HUB_OUTBOX__MAX_BYTES, HUB_OUTBOX_MAX_BYTES",
        "hub_outbox_max_bytes, HUB_OUTBOX_MAX_BYTES",
        "HUB_OUTBOX.MAX_BYTES, HUB_OUTBOX_MAX_BYTES",
        "HUB_PRESETT, HUB_PRESET",
    })
    void variableIsNotTakenForOneThatIsSpelledAlmostLikeIt(String name, String meant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubOptions.fromEnvironment(Map.of(name, "2048")))
                .withMessage(name + ": 2048 (expected: a known option; did you mean " + meant + "?)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.", "hub.colour", "hub.outbox", "hub.replication.factor"})
    void farMissIsRefusedWithoutAGuess(String name) {
        assertThat(faults(Map.of(name, "1"))).containsExactly(name + ": 1 (expected: a known option)");
    }

    @Test
    void propertiesMayHaveDefaultsAndValuesThatAreNotText() {
        Properties defaults = new Properties();
        defaults.setProperty("hub.name", "base");
        defaults.setProperty("hub.shards.count", "3");
        Properties properties = new Properties(defaults);
        properties.put("hub.shards.count", 5);
        properties.put(7, "seven");
        HubOptions options = HubOptions.from(properties);
        assertThat(options.name()).isEqualTo("base");
        assertThat(options.shards().count()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, abc, 0", "abc, '', 3", "abc, acb, 1", "ca, abc, 3", "kitten, sitting, 3", "A, a, 0"})
    void distanceCountsEdits(String left, String right, int edits) {
        assertThat(NearMiss.distance(left, right)).isEqualTo(edits);
        assertThat(NearMiss.distance(right, left)).isEqualTo(edits);
    }

    @Test
    void typeWithoutAFormIsNamed() {
        assertThatThrownBy(() -> OptionForm.of(Thread.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.Thread");
        assertThat(OptionForm.of(boolean.class).parse("True")).isEqualTo(true);
        assertThat(OptionForm.of(boolean.class).parse("false")).isEqualTo(false);
        assertThat(OptionForm.of(long.class).parse("-8")).isEqualTo(-8L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OptionForm.of(boolean.class).parse("yes"));
    }
}
