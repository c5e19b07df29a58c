package io.shardhub.core.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Identity;
import io.shardhub.contract.ShardingStrategyContract;
import io.shardhub.core.testing.FixedLoad;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserIdShardingTest extends ShardingStrategyContract {

    @Override
    protected ShardingStrategy strategy() {
        return new UserIdSharding();
    }

    private static int shardFor(String userId, int shards) {
        List<ShardLoad> loads = Collections.nCopies(shards, FixedLoad.IDLE);
        return new UserIdSharding().shardFor(Identity.of(userId), loads);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 0",
        "7, 8, 7",
        "8, 8, 0",
        "0000012, 8, 4",
        "9223372036854775808, 7, 1",
        "18446744073709551615, 10, 5"
    })
    void unsignedNumberGoesToItsValueModuloTheShards(String userId, int shards, int expected) {
        assertThat(shardFor(userId, shards)).isEqualTo(expected);
    }

    @Test
    void textIsHashedTheSameForEver() {
        assertThat(List.of(shardFor("anna", 1_000), shardFor("bert", 1_000), shardFor("18446744073709551616", 1_000)))
                .as("these numbers must never change: nodes of different versions agree on them")
                .containsExactly(217, 522, 592);
    }
}
