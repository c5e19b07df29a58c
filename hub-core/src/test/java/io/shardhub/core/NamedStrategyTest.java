package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.core.sharding.AdaptiveSharding;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OptionsException;
import io.shardhub.options.ShardOptions;
import io.shardhub.sharding.ShardingStrategy;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamedStrategyTest {

    private static final ShardingStrategy LAST = (identity, shards) -> shards.size() - 1;

    private static ShardOptions named(String strategy) {
        return options(strategy).shards();
    }

    private static HubOptions options(String strategy) {
        HubOptions options = HubRig.options(3);
        return options.withShards(options.shards().withStrategy(strategy));
    }

    private static List<Integer> clientsOfShards(HubOptions options, HubParts parts) {
        HubRig rig = new HubRig(options, parts, new ManualRuntime());
        for (int i = 0; i < 6; i++) {
            rig.join("7");
        }
        return rig.idle().hub().snapshot().shards().stream()
                .map(ShardSnapshot::clients)
                .toList();
    }

    @Test
    void namesOfTheBuiltInStrategiesAreKnown() {
        HubParts parts = HubParts.defaults();
        assertThat(parts.strategies()).containsOnlyKeys("user_id", "round_robin", "adaptive");
        assertThat(parts.strategyFor(named("user_id"))).isInstanceOf(UserIdSharding.class);
        assertThat(parts.strategyFor(named("round_robin"))).isInstanceOf(RoundRobinSharding.class);
        assertThat(parts.strategyFor(named("adaptive"))).isInstanceOf(AdaptiveSharding.class);
        assertThat(parts.strategyFor(HubOptions.small().shards()))
                .as("the default")
                .isInstanceOf(UserIdSharding.class);
    }

    @Test
    void hubUsesTheStrategyThatItsOptionsName() {
        assertThat(clientsOfShards(options("user_id"), HubParts.defaults())).containsExactly(0, 6, 0);
        assertThat(clientsOfShards(options("round_robin"), HubParts.defaults())).containsExactly(2, 2, 2);
        assertThat(clientsOfShards(options("adaptive"), HubParts.defaults()))
                .as("clients of one user, spread by load")
                .containsExactly(2, 2, 2);
    }

    @Test
    void strategyOfOnesOwnIsRegisteredByName() {
        HubParts parts = HubParts.defaults().withStrategy("last", () -> LAST);
        assertThat(clientsOfShards(options("last"), parts)).containsExactly(0, 0, 6);
        assertThat(clientsOfShards(options("user_id"), parts))
                .as("which changes nothing for those who do not name it")
                .containsExactly(0, 6, 0);
    }

    @Test
    void strategyInCodeWinsOverTheName() {
        HubParts parts = HubParts.defaults().withStrategy(LAST);
        assertThat(clientsOfShards(options("round_robin"), parts)).containsExactly(0, 0, 6);
        assertThat(parts.withStrategy("other", RoundRobinSharding::new).strategyFor(named("other")))
                .isSameAs(LAST);
    }

    @Test
    void everyHubHasAStrategyOfItsOwn() {
        HubParts parts = HubParts.defaults();
        assertThat(parts.strategyFor(named("round_robin"))).isNotSameAs(parts.strategyFor(named("round_robin")));
    }

    @ParameterizedTest
    @CsvSource({"user-id, user_id", "roundrobin, round_robin", "adaptve, adaptive"})
    void unknownNameIsRefusedWithTheKnownOnesAndTheNearest(String wrong, String nearest) {
        assertThatThrownBy(() -> new ShardedHub(options(wrong)))
                .isInstanceOf(OptionsException.class)
                .hasMessage(
                        "shards.strategy: %s (expected: one of adaptive, round_robin, user_id; did you mean %s?)",
                        wrong, nearest);
    }

    @Test
    void nameOfOnesOwnIsKnownWhenAnotherIsRefused() {
        assertThatThrownBy(() ->
                        new ShardedHub(options("geography"), HubParts.defaults().withStrategy("vip", () -> LAST)))
                .hasMessage("shards.strategy: geography (expected: one of adaptive, round_robin, user_id, vip)");
    }

    @Test
    void nameIsTakenOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubParts.defaults().withStrategy("adaptive", () -> LAST))
                .withMessage("strategy: adaptive (expected: none of the names that are taken, "
                        + "[adaptive, round_robin, user_id])");
    }
}
