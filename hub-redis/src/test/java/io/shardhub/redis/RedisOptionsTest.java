package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RedisOptionsTest {

    private static final RedisOptions FINE = RedisOptions.standalone("localhost", 6379);

    @ParameterizedTest
    @MethodSource
    void whatIsOutOfRangeIsRefusedByName(String message, ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    static Stream<Arguments> whatIsOutOfRangeIsRefusedByName() {
        return Stream.of(
                bad(
                        "redis.prefix: quiz:topic (expected: 1 to 64 letters, digits, dots, dashes or underscores)",
                        () -> FINE.withPrefix("quiz:topic")),
                bad("redis.partitions: 0 (expected: 1 to 64)", () -> FINE.withPartitions(0)),
                bad("redis.retention: 99 (expected: 100 to 100000000)", () -> FINE.withRetention(99)),
                bad(
                        "redis.timeout: PT0.01S (expected: PT0.05S to PT1M)",
                        () -> FINE.withTimeout(Duration.ofMillis(10))),
                bad("redis.port: 0 (expected: 1 to 65535)", () -> RedisOptions.standalone("localhost", 0)),
                bad("redis.address: localhost (expected: host:port)", () -> RedisAddress.of("localhost")),
                bad("redis.user: bus (expected: a password, too)", () -> new RedisAccess("bus", null, null)),
                bad("redis.sentinel.addresses: [] (expected: at least one)", () -> RedisOptions.sentinel("main")),
                bad("redis.cluster: [] (expected: at least one)", () -> RedisOptions.cluster()));
    }

    private static Arguments bad(String message, ThrowingCallable making) {
        return arguments(message, making);
    }

    @Test
    void connectionsOfThePresetsMakePartitions() {
        assertThat(Stream.of(1, 4, 5, 10, 20, 50, 1_000)
                        .map(connections -> FINE.withConnections(connections).partitions()))
                .isEqualTo(List.of(1, 1, 2, 4, 9, 24, 64));
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(FINE.withAccess(RedisAccess.open().withUser("bus", "secret")))
                .asString()
                .contains("user=bus", "password=***")
                .doesNotContain("secret");
    }

    @Test
    void addressesAreReadAsTheyArePrinted() {
        assertThat(RedisAddress.of("redis.example:7000")).isEqualTo(new RedisAddress("redis.example", 7000));
        assertThat(RedisAddress.of("::1:7000")).hasToString("::1:7000").isEqualTo(new RedisAddress("::1", 7000));
    }
}
