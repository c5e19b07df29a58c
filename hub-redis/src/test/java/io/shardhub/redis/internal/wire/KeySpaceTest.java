package io.shardhub.redis.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.Target;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.util.JedisClusterCRC16;

final class KeySpaceTest {

    private static final List<Target> TARGETS =
            List.of(new Target.All(), new Target.Topic("a:b"), new Target.User("7"), new Target.Node("n1"));

    private final KeySpace keys = new KeySpace("quiz", 1, false);

    @Test
    void everyTargetHasAChannelOfItsOwn() {
        assertThat(TARGETS.stream().map(keys::channel))
                .containsExactly("quiz:all", "quiz:topic:a:b", "quiz:user:7", "quiz:node:n1");
        assertThat(keys.inbox(0, "n1")).isEqualTo(keys.channel(new Target.Node("n1")));
    }

    @Test
    void clustersWithDifferentPrefixesShareNoName() {
        KeySpace other = new KeySpace("chat", 1, false);
        assertThat(keys.control(0)).isEqualTo("quiz:control").isNotEqualTo(other.control(0));
        assertThat(keys.nodes()).isEqualTo("quiz:nodes").isNotEqualTo(other.nodes());
        assertThat(keys.log(0)).isEqualTo("quiz:log").isNotEqualTo(other.log(0));
    }

    @Test
    void namesOfOnePartitionAreInOneSlotWhateverTargetsAreCalled() {
        KeySpace sharded = new KeySpace("quiz", 8, true);
        for (Target target : List.of(new Target.Topic("{x}y"), new Target.User("}{"), new Target.Node("n1"))) {
            int partition = sharded.partition(target);
            int slot = JedisClusterCRC16.getSlot(sharded.control(partition));
            assertThat(JedisClusterCRC16.getSlot(sharded.channel(target))).isEqualTo(slot);
            assertThat(JedisClusterCRC16.getSlot(sharded.log(partition))).isEqualTo(slot);
            assertThat(JedisClusterCRC16.getSlot(sharded.writers(partition))).isEqualTo(slot);
        }
        assertThat(JedisClusterCRC16.getSlot(sharded.nodes())).isEqualTo(JedisClusterCRC16.getSlot(sharded.control(0)));
    }

    @Test
    void targetsAreSpreadOverPartitions() {
        KeySpace many = new KeySpace("quiz", 8, false);
        long[] counts = new long[8];
        IntStream.range(0, 8_000).forEach(i -> counts[many.partition(new Target.User("" + i))]++);
        assertThat(LongStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(800L, 1_200L));
    }

    @Test
    void channelsAreToldApartByTheirHashes() {
        assertThat(IntStream.range(0, 100_000)
                        .mapToLong(i -> KeySpace.hash("quiz:user:" + i))
                        .distinct()
                        .count())
                .isEqualTo(100_000);
    }
}
