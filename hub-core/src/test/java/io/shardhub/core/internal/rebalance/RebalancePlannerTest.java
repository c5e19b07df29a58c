package io.shardhub.core.internal.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardhub.core.testing.FixedLoad;
import io.shardhub.options.RebalanceOptions;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.sharding.RebalancePlan.Move;
import io.shardhub.sharding.RebalancePlan.Reason;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RebalancePlannerTest {

    private static final RebalanceOptions QUARTER =
            RebalanceOptions.defaults().withThreshold(1.25).withMaxMoves(1_000);
    private static final RebalancePlan NONE = new RebalancePlan(Reason.PERIODIC, List.of(), List.of());

    private static RebalancePlan plan(Reason reason, RebalanceOptions options, List<FixedLoad> shards) {
        return new RebalancePlanner(options).plan(reason, shards, Set.of(), NONE);
    }

    private static List<Move> periodic(FixedLoad... shards) {
        return plan(Reason.PERIODIC, QUARTER, List.of(shards)).moves();
    }

    private static List<Move> drain(List<FixedLoad> shards, Integer... emptied) {
        return new RebalancePlanner(QUARTER)
                .plan(Reason.DRAIN, shards, Set.of(emptied), NONE)
                .moves();
    }

    private static List<FixedLoad> clients(int... clients) {
        return IntStream.of(clients).mapToObj(FixedLoad::ofClients).toList();
    }

    /* --------------- Hot shards --------------- */

    @Test
    void hotShardShedsUntilItIsHalfWayBetweenTheThresholdAndTheMean() {
        assertThat(plan(Reason.PERIODIC, QUARTER, clients(1_600, 800, 800, 800)).moves())
                .as("the mean is 1,000, so it keeps 1,125")
                .containsExactly(new Move(0, 1, 159), new Move(0, 2, 159), new Move(0, 3, 157));
    }

    @Test
    void leastLoadedShardsGetMostAndTheFullerOnesNothing() {
        assertThat(plan(Reason.PERIODIC, QUARTER, clients(1_600, 1_000, 950, 450))
                        .moves())
                .containsExactly(new Move(0, 3, 475));
    }

    @Test
    void shardBelowTheThresholdIsLeftAlone() {
        assertThat(plan(Reason.PERIODIC, QUARTER, clients(1_250, 750)).moves()).isEmpty();
        assertThat(plan(Reason.PERIODIC, QUARTER, clients(1_251, 749)).moves()).isNotEmpty();
    }

    @Test
    void shardThatIsBeingRelievedGoesOnBelowTheThreshold() {
        RebalancePlanner planner = new RebalancePlanner(QUARTER.withMaxMoves(60));
        List<FixedLoad> hot = clients(1_300, 700);
        RebalancePlan first = planner.plan(Reason.PERIODIC, hot, Set.of(), NONE);
        List<FixedLoad> warm = clients(1_240, 760);
        RebalancePlan second = planner.plan(Reason.PERIODIC, warm, Set.of(), first);
        List<FixedLoad> cool = clients(1_125, 875);

        assertThat(first.clients()).isEqualTo(60);
        assertThat(second.clients()).isEqualTo(60);
        assertThat(planner.plan(Reason.PERIODIC, warm, Set.of(), NONE).isEmpty())
                .as("the same loads, come to by themselves")
                .isTrue();
        assertThat(planner.plan(Reason.PERIODIC, cool, Set.of(), second).isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUESTED", "RESIZE"})
    void whoAsksForAPlanWantsItEven(Reason reason) {
        assertThat(plan(reason, QUARTER, clients(1_000, 1_000, 1_000, 0)).moves())
                .containsExactlyInAnyOrder(new Move(0, 3, 250), new Move(1, 3, 250), new Move(2, 3, 250));
    }

    @Test
    void shardThatIsHotByItsRateShedsClientsInProportion() {
        FixedLoad quiet = FixedLoad.ofClients(1_000).withDeliveries(10_000);
        List<Move> moves = periodic(quiet, quiet.withDeliveries(130_000), quiet, quiet);
        // 0.5 of clients and 0.3 * 13 / 4 of rate make 1.475 where the mean is 0.8; it may keep 0.9
        assertThat(moves.stream().mapToInt(Move::clients).sum()).isEqualTo((int) (1_000 * (1.475 - 0.9) / 1.475));
        assertThat(moves).allMatch(move -> move.from() == 1).hasSize(3);
    }

    @Test
    void shardThatIsHotByItsMailboxShedsClients() {
        FixedLoad quick = FixedLoad.ofClients(1_000);
        assertThat(periodic(quick, quick, quick.withMailbox(5_000)))
                .isNotEmpty()
                .allMatch(move -> move.from() == 2);
    }

    @Test
    void hottestShardIsRelievedFirst() {
        RebalanceOptions few = QUARTER.withMaxMoves(10);
        assertThat(plan(Reason.PERIODIC, few, clients(500, 2_000, 3_000, 500)).moves())
                .containsExactlyInAnyOrder(new Move(2, 0, 5), new Move(2, 3, 5));
    }

    @Test
    void oneClientThatIsTheWholeLoadStays() {
        FixedLoad one = FixedLoad.ofClients(1);
        assertThat(periodic(one.withDeliveries(100_000), one, one, one)).isEmpty();
    }

    @Test
    void loadWithoutClientsCannotBeMoved() {
        FixedLoad one = FixedLoad.ofClients(1);
        assertThat(periodic(FixedLoad.IDLE.withMailbox(100_000), one, one)).isEmpty();
    }

    /* --------------- Draining --------------- */

    @Test
    void drainedShardIsEmptiedToTheLeastLoaded() {
        assertThat(drain(clients(100, 200, 300, 300), 3))
                .as("all get to 300")
                .containsExactly(new Move(3, 0, 200), new Move(3, 1, 100));
        assertThat(drain(clients(100, 200, 200, 50), 3)).containsExactly(new Move(3, 0, 50));
    }

    @Test
    void drainedShardIsEmptiedAlthoughNothingIsHot() {
        assertThat(drain(clients(7, 7, 7, 7), 0).stream().mapToInt(Move::clients))
                .as("clients of one drained shard among equals")
                .containsExactlyInAnyOrder(3, 3, 1);
    }

    @Test
    void drainingComesBeforeHotShardsWhenMovesAreFew() {
        RebalancePlan plan = new RebalancePlanner(QUARTER.withMaxMoves(50))
                .plan(Reason.DRAIN, clients(5_000, 100, 100, 60), Set.of(3), NONE);
        assertThat(plan.moves()).allMatch(move -> move.from() == 3);
        assertThat(plan.clients()).isEqualTo(50);
    }

    @Test
    void shardThatIsFullOfCommandsIsEmptiedToo() {
        assertThat(drain(List.of(FixedLoad.ofClients(10).withMailbox(100_000).closed(), FixedLoad.ofClients(10)), 0))
                .containsExactly(new Move(0, 1, 10));
    }

    /* --------------- Nothing to do, nowhere to go --------------- */

    @ParameterizedTest
    @EnumSource
    void nothingIsPlannedForEvenShards(Reason reason) {
        for (int shards = 1; shards <= 64; shards++) {
            FixedLoad even = FixedLoad.ofClients(1_000).withMailbox(300).withDeliveries(7_777);
            assertThat(plan(reason, QUARTER, Collections.nCopies(shards, even)).moves())
                    .isEmpty();
            assertThat(plan(reason, QUARTER, Collections.nCopies(shards, FixedLoad.IDLE))
                            .moves())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsPlannedWhereNoShardAccepts(Reason reason) {
        List<FixedLoad> closed = List.of(
                FixedLoad.ofClients(1_000).closed(), FixedLoad.ofClients(5).closed());
        assertThat(plan(reason, QUARTER, closed).moves()).isEmpty();
        assertThat(drain(closed, 0, 1)).isEmpty();
        assertThat(drain(clients(10, 20), 0, 1)).isEmpty();
        assertThat(plan(reason, QUARTER, List.of()).moves()).isEmpty();
    }

    @Test
    void shardThatNeitherAcceptsNorIsEmptiedIsLeftAloneAndNotCounted() {
        List<FixedLoad> shards =
                List.of(FixedLoad.ofClients(100_000).closed(), FixedLoad.ofClients(1_200), FixedLoad.ofClients(800));
        assertThat(plan(Reason.REQUESTED, QUARTER, shards).moves()).containsExactly(new Move(1, 2, 200));
        assertThat(plan(Reason.REQUESTED, QUARTER, shards).loads())
                .satisfiesExactly(
                        failed -> assertThat(failed).isEqualTo(100, within(1e-9)),
                        full -> assertThat(full).isEqualTo(1.2, within(1e-9)),
                        free -> assertThat(free).isEqualTo(0.8, within(1e-9)));
    }

    @Test
    void planTellsWhyItWasMade() {
        assertThat(plan(Reason.RESIZE, QUARTER, clients(1, 1)).reason()).isEqualTo(Reason.RESIZE);
    }
}
