package io.shardhub.sharding;

import io.shardhub.auth.Identity;
import io.shardhub.contract.ShardingStrategyContract;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;

/** Runs the suite against strategies that keep the contract. */
final class ShardingStrategyContractTest {

    @Nested
    final class StrategyThatHashesUsers extends ShardingStrategyContract {
        @Override
        protected ShardingStrategy strategy() {
            return Strategies.hashing();
        }
    }

    @Nested
    final class StrategyThatTakesTurns extends ShardingStrategyContract {
        @Override
        protected ShardingStrategy strategy() {
            AtomicInteger turn = new AtomicInteger();
            return (identity, shards) -> Math.floorMod(turn.getAndIncrement(), shards.size());
        }

        @Override
        protected double maxToMean() {
            return 1.01;
        }
    }

    @Nested
    final class StrategyThatTakesTheLeastLoaded extends ShardingStrategyContract {
        @Override
        protected ShardingStrategy strategy() {
            return (identity, shards) -> leastLoaded(shards);
        }

        @Override
        protected double maxToMean() {
            return 1.01;
        }

        private static int leastLoaded(List<ShardLoad> shards) {
            return IntStream.range(0, shards.size())
                    .reduce((a, b) -> shards.get(a).clients() <= shards.get(b).clients() ? a : b)
                    .orElseThrow();
        }
    }

    /** Strategies that tests share. */
    static final class Strategies {

        private Strategies() {}

        /** Gives all clients of a user the same shard. */
        static ShardingStrategy hashing() {
            return new ShardingStrategy() {
                @Override
                public int shardFor(Identity identity, List<ShardLoad> shards) {
                    int mixed = identity.userId().hashCode() * 0x9E37_79B9;
                    return Math.floorMod(mixed ^ (mixed >>> 15), shards.size());
                }

                @Override
                public boolean keepsUsersTogether() {
                    return true;
                }
            };
        }
    }
}
