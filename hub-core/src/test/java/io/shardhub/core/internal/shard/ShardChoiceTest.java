package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.shardhub.auth.Identity;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.core.testing.FixedLoad;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShardChoiceTest {

    private static final List<FixedLoad> SHARDS =
            List.of(FixedLoad.ofClients(0), FixedLoad.ofClients(10), FixedLoad.ofClients(20), FixedLoad.ofClients(30));

    private final TakerIndex users = new TakerIndex();

    private @Nullable FixedLoad choose(ShardingStrategy strategy, String userId, List<FixedLoad> shards) {
        return new ShardChoice(strategy, users).among(shards, Identity.of(userId));
    }

    private static List<FixedLoad> without(int... closed) {
        List<FixedLoad> shards = new ArrayList<>(SHARDS);
        for (int index : closed) {
            shards.set(index, shards.get(index).closed());
        }
        return shards;
    }

    @Test
    void strategyIsOfferedOnlyShardsThatAcceptAndItsAnswerIsAPlaceAmongThem() {
        List<ShardLoad> offered = new ArrayList<>();
        FixedLoad chosen = choose(
                (identity, shards) -> {
                    offered.addAll(shards);
                    return 1;
                },
                "7",
                without(0, 2));
        assertThat(offered).containsExactly(SHARDS.get(1), SHARDS.get(3));
        assertThat(chosen).isEqualTo(SHARDS.get(3));
    }

    @Test
    void userThatIsHereIsJoinedByItsOtherDevicesWhateverTheStrategySays() {
        users.add("7", 2);
        assertThat(choose(new UserIdSharding(), "7", SHARDS)).isEqualTo(SHARDS.get(2));
        assertThat(choose((identity, shards) -> 1, "7", SHARDS))
                .as("a strategy that does not keep users together decides anew")
                .isEqualTo(SHARDS.get(1));
    }

    @Test
    void userStaysTogetherInAShardThatAcceptsNobodyElse() {
        users.add("7", 2);
        assertThat(choose(new UserIdSharding(), "7", without(2)))
                .isEqualTo(SHARDS.get(2).closed());
    }

    @Test
    void nothingIsChosenWhereNothingAccepts() {
        assertThat(choose((identity, shards) -> 0, "7", without(0, 1, 2, 3))).isNull();
    }

    @Test
    void placeThatWasNotOfferedIsRefused() {
        for (int wrong : new int[] {-1, 3}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> choose((identity, shards) -> wrong, "7", without(0)))
                    .withMessageEndingWith("chose shard " + wrong + " (expected: 0 to 2)");
        }
    }
}
