package io.shardhub.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.shardhub.auth.Identity;
import io.shardhub.contract.ShardingStrategyContract;
import io.shardhub.sharding.ShardingStrategyContractTest.Strategies;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Breaks strategies in many ways, each of which the suite must notice. */
final class ShardingStrategyContractNoticesTest {

    /** What the suite runs against, harmless but during a test; one suite runs at a time. */
    private static ShardingStrategy mutant = Strategies.hashing();

    @AfterEach
    void breakNothing() {
        mutant = Strategies.hashing();
    }

    @ParameterizedTest
    @MethodSource({"brokenChoices", "brokenCareOfUsers", "brokenCareOfLoads"})
    void brokenStrategyFails(String test, ShardingStrategy broken) {
        mutant = broken;
        long failed = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(BrokenSuite.class, test))
                .execute()
                .testEvents()
                .failed()
                .count();
        assertThat(failed).as("failures of %s", test).isEqualTo(1);
    }

    static Stream<Arguments> brokenChoices() {
        AtomicInteger size = new AtomicInteger();
        return Stream.of(
                argumentSet(
                        "negative",
                        "indexIsInRangeForEveryNumberOfShardsAndEveryLoad",
                        strategy(false, (identity, shards) -> identity.userId().hashCode() % shards.size())),
                argumentSet(
                        "out of range",
                        "indexIsInRangeForEveryNumberOfShardsAndEveryLoad",
                        strategy(false, (identity, shards) -> shards.size())),
                argumentSet(
                        "remembers the first size", "numberOfShardsMayChange", strategy(false, (identity, shards) -> {
                            size.compareAndSet(0, shards.size());
                            return Math.floorMod(identity.userId().hashCode(), size.get());
                        })));
    }

    static Stream<Arguments> brokenCareOfUsers() {
        AtomicInteger turn = new AtomicInteger();
        return Stream.of(
                argumentSet("parses", "oddUsersAreShardedLikeAllOthers", strategy(false, (identity, shards) ->
                        (int) (Math.abs(Long.parseLong(identity.userId())) % shards.size()))),
                argumentSet(
                        "separates users",
                        "userKeepsItsShardWhileTheNumberOfShardsStays",
                        strategy(true, (identity, shards) -> Math.floorMod(turn.getAndIncrement(), shards.size()))),
                argumentSet("does not spread", "usersWithNumbersAreSpread", strategy(true, (identity, shards) -> 0)),
                argumentSet(
                        "spreads badly",
                        "usersWithNamesAreSpread",
                        strategy(
                                true,
                                (identity, shards) -> identity.userId()
                                                .charAt(identity.userId().length() - 1)
                                        % shards.size())));
    }

    static Stream<Arguments> brokenCareOfLoads() {
        AtomicReference<List<ShardLoad>> kept = new AtomicReference<>();
        return Stream.of(
                argumentSet(
                        "adds loads up as int",
                        "extremeLoadsAreSurvived",
                        strategy(
                                false,
                                (identity, shards) -> shards.stream()
                                                .mapToInt(ShardLoad::clients)
                                                .reduce(0, Math::addExact)
                                        % shards.size())),
                argumentSet(
                        "divides by the rate",
                        "extremeLoadsAreSurvived",
                        strategy(
                                false,
                                (identity, shards) -> IntStream.range(0, shards.size())
                                        .filter(i -> shards.get(i).clients()
                                                        / shards.get(i).deliveries()
                                                < 1)
                                        .findFirst()
                                        .orElse(-1))),
                argumentSet("keeps loads", "loadsAreNotKept", strategy(false, (identity, shards) -> {
                    kept.set(shards);
                    return 0;
                })),
                argumentSet("sorts loads", "extremeLoadsAreSurvived", strategy(false, (identity, shards) -> {
                    shards.sort((a, b) -> a.clients() - b.clients());
                    return 0;
                })));
    }

    private static ShardingStrategy strategy(boolean keepsUsersTogether, ShardingStrategy choice) {
        return new ShardingStrategy() {
            @Override
            public int shardFor(Identity identity, List<ShardLoad> shards) {
                return choice.shardFor(identity, shards);
            }

            @Override
            public boolean keepsUsersTogether() {
                return keepsUsersTogether;
            }
        };
    }

    /** The suite with the mutant of the moment; run by the tests above only. */
    static final class BrokenSuite extends ShardingStrategyContract {
        @Override
        protected ShardingStrategy strategy() {
            return mutant;
        }
    }
}
