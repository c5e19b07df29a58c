package io.shardhub.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Priority;
import io.shardhub.snapshot.LatencySnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MonitorJsonTest {

    /** One of each. */
    public record Sample(
            String someText,
            @Nullable Instant lastErrorTime,
            Duration averageProcessingTime,
            double rate,
            long count,
            boolean open,
            Map<Priority, Integer> byPriority,
            List<@Nullable Object> list,
            Priority priority) {}

    /** Nothing. */
    public record Empty() {}

    @Test
    void namesAreInSnakeCaseAndValuesInTheFormOfTheirType() {
        Sample sample = new Sample(
                "a \"b\" \\ \n <x> é \u0001",
                Instant.parse("2026-01-02T03:04:05.006Z"),
                Duration.ofNanos(1_234_567),
                2.5,
                Long.MAX_VALUE,
                true,
                Map.of(Priority.LOW, 1, Priority.CRITICAL, 2),
                Arrays.asList(1, null, new Empty(), List.of(), Map.of()),
                Priority.HIGH);
        assertThat(MonitorJson.of(sample))
                .isEqualTo(
                        "{\"some_text\":\"a \\\"b\\\" \\\\ \\n \\u003cx\\u003e \\u00e9 \\u0001\","
                                + "\"last_error_time\":\"2026-01-02T03:04:05.006Z\",\"average_processing_time_ms\":1.234567,"
                                + "\"rate\":2.5,\"count\":9223372036854775807,\"open\":true,"
                                + "\"by_priority\":{\"critical\":2,\"low\":1},\"list\":[1,null,{},[],{}],\"priority\":\"high\"}");
    }

    @Test
    void whatJsonCannotSayIsNull() {
        Sample sample = new Sample("", null, Duration.ZERO, Double.NaN, 0, false, Map.of(), List.of(), Priority.LOW);
        assertThat(MonitorJson.of(sample))
                .isEqualTo(
                        "{\"some_text\":\"\",\"last_error_time\":null,\"average_processing_time_ms\":0,\"rate\":null,"
                                + "\"count\":0,\"open\":false,\"by_priority\":{},\"list\":[],\"priority\":\"low\"}");
        assertThat(MonitorJson.of(LatencySnapshot.NONE))
                .isEqualTo(
                        "{\"count\":0,\"sum_ms\":0,\"p50_ms\":0,\"p90_ms\":0,\"p99_ms\":0,\"p999_ms\":0,\"max_ms\":0}");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> MonitorJson.of(
                        new Sample("", null, Duration.ZERO, 0, 0, false, Map.of(), List.of(this), Priority.LOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON for");
    }

    @Test
    void queriesRefuseWhatIsOutOfRange() {
        assertThatThrownBy(() -> new ConnectionQuery(null, null, -1, 0, 0))
                .hasMessage("limit: 0 (expected: 1 to 1000)");
        assertThatThrownBy(() -> new ConnectionQuery(null, null, -1, -1, 1))
                .hasMessage("offset: -1 (expected: not negative)");
        assertThatThrownBy(() -> new ConnectionQuery(null, null, -2, 0, 1))
                .hasMessage("shard: -2 (expected: an index, or -1 for all)");
    }
}
