package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.OverflowPolicy;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Aside;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.snapshot.ShardSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is exported as a counter never goes back, also while clients move and shards come and go. */
@ExtendWith(QuietLog.class)
@Timeout(120)
final class MonotonicCountersTest {

    private static final int CLIENTS = 200;

    private static HubOptions options() {
        HubOptions options = HubRig.options(4);
        return options.withOutbox(options.outbox().withCapacity(16).withWriteDeadline(Duration.ofMinutes(5)))
                .withClosing(ClosingOptions.defaults().withDrain(Duration.ZERO).withGrace(Duration.ofMillis(50)))
                .withLiveness(options.liveness().withPingInterval(Duration.ofHours(1)));
    }

    @Test
    void noStepOfAMoveTakesMessagesOutOfTheBooks() {
        HubRig rig = new HubRig(options());
        for (int i = 0; i < 20; i++) {
            rig.join("u" + i, Mode.PENDING);
        }
        rig.idle();
        for (int i = 0; i < 10; i++) {
            rig.hub().broadcast(text("m" + i));
        }
        rig.idle();
        assertThat(rig.books().waiting()).isEqualTo(200);
        CompletableFuture<Void> drained = rig.hub().drainShard(1);
        do {
            assertThat(rig.hub().snapshot().books().accepted()).isEqualTo(200);
        } while (rig.runtime().runOnce());
        rig.advance(Duration.ofSeconds(1));
        assertThat(drained).isCompleted();
        assertThat(rig.books().accepted()).isEqualTo(200);
        ShardSnapshot.Moves moves = rig.hub().snapshot().shards().get(1).moves();
        assertThat(moves.messagesOut()).isPositive().isEqualTo(10 * moves.out());
        CompletableFuture<Void> resized = rig.hub().resize(1);
        rig.advance(Duration.ofSeconds(5));
        assertThat(resized).isCompleted();
        assertThat(rig.books().accepted()).isEqualTo(200);
        moves = rig.hub().snapshot().shards().get(0).moves();
        assertThat(moves.messagesIn()).isPositive().isEqualTo(10 * moves.in());
    }

    @Test
    void countersOnlyRiseWhileClientsMoveAndShardsComeAndGo() throws Exception {
        Manager manager = Manager.create(options()).start();
        List<RecordingConnection> connections = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new RecordingConnection(i % 2 == 0 ? Mode.PENDING : Mode.SENT))
                .toList();
        for (int i = 0; i < CLIENTS; i++) {
            manager.hub().register(connections.get(i), Identity.of("u" + i), new RecordingListener());
        }
        CompletableFuture<Void> moves = CompletableFuture.runAsync(() -> move(manager), Aside::start);
        CompletableFuture<Void> messages = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !moves.isDone(); i++) {
                        manager.hub()
                                .broadcast(text("m")
                                        .withKey(i % 3 == 0 ? "k" : "k" + i)
                                        .withOverflow(OverflowPolicy.DROP_OLDEST));
                        connections.get(i % CLIENTS).completeAll();
                    }
                },
                Aside::start);
        long[] before = counters(manager.metrics());
        int looks = 0;
        for (; !moves.isDone(); looks++) {
            long[] now = counters(manager.metrics());
            for (int i = 0; i < now.length; i++) {
                assertThat(now[i])
                        .as("counter %d of %s after %s", i, Arrays.toString(now), Arrays.toString(before))
                        .isGreaterThanOrEqualTo(before[i]);
            }
            before = now;
        }
        moves.get(60, TimeUnit.SECONDS);
        messages.get(60, TimeUnit.SECONDS);
        manager.close();
        assertThat(looks).isGreaterThan(100);
        HubRig.balancedBooks(manager.hub());
    }

    private static void move(Manager manager) {
        for (int i = 0; i < 40; i++) {
            manager.hub().drainShard(i % 4).join();
            manager.hub().reopenShard(i % 4).join();
            manager.hub().rebalance().join();
            if (i % 10 == 9) {
                manager.hub().resize(2).join();
                manager.hub().resize(4).join();
            }
        }
    }

    private static long[] counters(MetricsSnapshot metrics) {
        LongStream books = LongStream.of(
                metrics.books().accepted(),
                metrics.books().sent(),
                metrics.books().conflated());
        LongStream drops = metrics.books().dropped().values().stream().mapToLong(Long::longValue);
        LongStream others = LongStream.of(
                metrics.messagesSent(),
                metrics.bytesSent(),
                metrics.traffic().batches(),
                metrics.errorCount(),
                metrics.hub().connected(),
                metrics.movement().movedClients(),
                metrics.movement().rebalances());
        return LongStream.concat(books, LongStream.concat(drops, others)).toArray();
    }
}
