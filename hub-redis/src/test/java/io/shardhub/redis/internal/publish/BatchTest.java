package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** What becomes of a batch that a real Redis does not take. */
@Timeout(60)
final class BatchTest {

    private final Place place = new Place(new Sender("me", 7), new KeySpace("hub", 1, false), 0);
    private final RedisServer redis = RedisServer.start();
    private final Jedis jedis = redis.jedis();
    private final OutgoingTally tally = new OutgoingTally();
    private final Batch batch =
            new Batch(place, new LogTransmission(place, Command.PUBLISH, 100), tally, acknowledged -> {});
    private final Linker linker = Linkers.to(redis.port());
    private final Link link = linker.tryConnect();

    @AfterEach
    void close() {
        batch.giveUp();
        linker.cut();
        jedis.close();
        redis.close();
    }

    @Test
    void whatRedisRefusesAsAWholeIsSentAgainOnTheSameConnection() {
        tally.accept();
        batch.add(new Outbound.Publication(new Target.All(), Priority.NORMAL, 1, 0, 0, "x"));
        jedis.replicaof("127.0.0.1", 1);
        batch.send(link);
        assertThatThrownBy(() -> batch.settle(link))
                .isInstanceOf(JedisDataException.class)
                .hasMessageContaining("READONLY");
        assertThat(batch.isSent()).as("the reply has come").isFalse();
        assertThat(batch.isEmpty()).isFalse();

        jedis.replicaofNoOne();
        batch.send(link);
        batch.settle(link);
        assertThat(batch.isEmpty()).isTrue();
        assertThat(tally.snapshot().published()).isEqualTo(1);
        assertThat(jedis.xlen("hub:log")).isEqualTo(1);
    }
}
