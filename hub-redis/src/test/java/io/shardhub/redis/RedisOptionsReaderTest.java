package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.shardhub.options.ClusterOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OptionsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisOptionsReaderTest {

    private static final ClusterOptions SMALL = ClusterOptions.defaults(5);

    private static RedisOptions read(Map<String, String> entries) {
        Properties properties = new Properties();
        entries.forEach((name, text) -> properties.setProperty("hub.redis." + name, text));
        return RedisOptions.from(properties, SMALL);
    }

    /** The same entries as variables. */
    private static RedisOptions readVariables(Map<String, String> entries) {
        Map<String, String> variables = new HashMap<>();
        entries.forEach((name, text) ->
                variables.put("HUB_REDIS_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), text));
        return RedisOptions.fromEnvironment(variables, SMALL);
    }

    private static List<String> faults(Map<String, String> entries) {
        return catchThrowableOfType(OptionsException.class, () -> read(entries)).faults();
    }

    @Test
    void withoutAnySettingRedisIsOnThisMachine() {
        RedisOptions expected = RedisOptions.standalone("127.0.0.1", 6379).withPartitions(2);
        assertThat(read(Map.of())).isEqualTo(expected);
        assertThat(RedisOptions.fromEnvironment(
                        Map.of("PATH", "/bin", "HUB_NAME", "a", "HUB_REDISTRIBUTE", "x"), SMALL))
                .isEqualTo(expected);
    }

    @Test
    void everyValueIsRead() {
        Map<String, String> entries = Map.of(
                "address", "redis.example:7000",
                "user", "bus",
                "password", "secret",
                "prefix", "quiz",
                "mode", "streams",
                "partitions", "3",
                "retention", "500",
                "timeout", "750ms");
        RedisOptions expected = new RedisOptions(
                new RedisTopology.Standalone(new RedisAddress("redis.example", 7000)),
                RedisAccess.open().withUser("bus", "secret"),
                "quiz",
                DeliveryMode.STREAMS,
                3,
                500,
                Duration.ofMillis(750));
        assertThat(read(entries)).isEqualTo(expected);
        assertThat(readVariables(entries)).isEqualTo(expected);
        assertThat(read(Map.of("tls", "true")).access()).hasToString("RedisAccess[user=null, password=none, tls=true]");
    }

    @Test
    void sentinelsAndClustersHaveSeveralAddresses() {
        Map<String, String> sentinels =
                Map.of("sentinel.master", "main", "sentinel.addresses", "a:1, b:2", "sentinel.password", "p");
        assertThat(read(sentinels).topology())
                .isEqualTo(readVariables(sentinels).topology())
                .isEqualTo(new RedisTopology.Sentinel(
                        "main",
                        List.of(new RedisAddress("a", 1), new RedisAddress("b", 2)),
                        RedisAccess.open().withPassword("p")));
        assertThat(read(Map.of("cluster", "a:1,b:2")).topology())
                .isEqualTo(new RedisTopology.Cluster(List.of(new RedisAddress("a", 1), new RedisAddress("b", 2))));
    }

    @ParameterizedTest
    @CsvSource({"5, 2", "10, 4", "20, 9", "50, 24"})
    void connectionsOfThePresetMakePartitionsUnlessTheyAreGiven(int connections, int partitions) {
        ClusterOptions cluster = SMALL.withConnections(connections);
        Properties none = new Properties();
        assertThat(RedisOptions.from(none, cluster).partitions()).isEqualTo(partitions);
        Properties given = new Properties();
        given.setProperty("hub.redis.partitions", "7");
        assertThat(RedisOptions.from(given, cluster).partitions()).isEqualTo(7);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThat(faults(Map.of(
                        "address", "localhost",
                        "mode", "fast",
                        "user", "bus",
                        "prefix", "a:b",
                        "timeout", "1ms",
                        "retentoin", "5",
                        "sentinel.master", "main")))
                .containsExactlyInAnyOrder(
                        "hub.redis.address: localhost (expected: host:port)",
                        "hub.redis.mode: fast (expected: one of PUBSUB, STREAMS)",
                        "hub.redis.user: bus (expected: a password, too)",
                        "hub.redis.prefix: a:b (expected: 1 to 64 letters, digits, dots, dashes or underscores)",
                        "hub.redis.timeout: PT0.001S (expected: PT0.05S to PT1M)",
                        "hub.redis.retentoin: 5 (expected: a known option; did you mean hub.redis.retention?)",
                        "hub.redis: [redis.address, redis.sentinel.master] (expected: one of them)");
    }

    @Test
    void placesThatAreIncompleteAreRefused() {
        assertThat(faults(Map.of("sentinel.addresses", "a:1,b")))
                .containsExactlyInAnyOrder(
                        "hub.redis.sentinel.addresses: b (expected: host:port)",
                        "hub.redis.sentinel.master:  (expected: a name)");
        assertThat(faults(Map.of("sentinel.master", "main")))
                .containsExactly("hub.redis.sentinel.addresses: [] (expected: at least one)");
        assertThat(faults(Map.of("address", "a:1,b:2")))
                .containsExactly("hub.redis.address: [a:1, b:2] (expected: one address)");
        assertThat(faults(Map.of("sentinel.master", "m", "sentinel.addresses", "a:1", "sentinel.user", "u")))
                .containsExactly("hub.redis.sentinel.user: u (expected: a password, too)");
    }

    @Test
    void passwordsAreInNoMessage() {
        Map<String, String> entries = Map.of(
                "password", "geheim",
                "pasword", "geheim",
                "secrets", "geheim",
                "address", "redis://bus:geheim@localhost:6379",
                "mode", "fast");
        OptionsException refused = catchThrowableOfType(OptionsException.class, () -> read(entries));
        assertThat(refused.getMessage())
                .doesNotContain("geheim")
                .contains(
                        "hub.redis.pasword: *** (expected: a known option; did you mean hub.redis.password?)",
                        "hub.redis.address: ***@localhost:6379 (expected: host:port)");
        assertThat(read(Map.of(
                        "password",
                        "geheim",
                        "sentinel.password",
                        "geheim",
                        "sentinel.master",
                        "m",
                        "sentinel.addresses",
                        "a:1")))
                .asString()
                .doesNotContain("geheim");
    }

    @Test
    void hubLeavesTheseOptionsAlone() {
        Properties properties = new Properties();
        properties.setProperty("hub.redis.address", "localhost:6379");
        assertThat(HubOptions.from(properties)).isEqualTo(HubOptions.small());
        assertThat(HubOptions.fromEnvironment(Map.of("HUB_REDIS_ADDRESS", "localhost:6379")))
                .isEqualTo(HubOptions.small());
    }
}
