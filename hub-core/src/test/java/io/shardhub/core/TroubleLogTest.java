package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.HubListener;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.admission.Revocation;
import io.shardhub.core.internal.admission.Revocations;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.LogLines;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a hub logs of trouble: lines with keys, and few of them however much there is. */
@Timeout(60)
final class TroubleLogTest {

    private static final int STORM = 1_000;
    private static final HubOptions OPTIONS = HubRig.options(1).withName("n");

    @RegisterExtension
    final LogLines lines = new LogLines();

    private static RuntimeException onPurpose() {
        return new IllegalStateException("on purpose");
    }

    @Test
    void connectionsThatThrowWhenTheyAreWrittenTo() {
        HubRig rig = new HubRig(OPTIONS);
        for (int i = 0; i < STORM; i++) {
            rig.join("u" + i, Mode.THROWS).connection().setThrowAtEnd(true);
        }
        rig.idle().hub().broadcast(text("m"));
        rig.idle().advance(Duration.ofSeconds(1));
        Client last = rig.join("last", Mode.THROWS).client();
        rig.idle().hub().broadcast(text("m"));
        rig.idle();
        assertThat(lines.trouble().stream().map(keys -> keys.get("event")))
                .containsExactly("connection_failed", "alert_raised", "connection_failed");
        assertThat(lines.of("connection_failed").get(1))
                .isEqualTo(Map.of(
                        "event",
                        "connection_failed",
                        "node",
                        "n",
                        "shard",
                        0,
                        "client",
                        last.id(),
                        "suppressed",
                        1_999L));
    }

    @Test
    void connectionsThatThrowWhenTheyAreTurnedAway() {
        HubRig rig = new HubRig(OPTIONS.withShards(OPTIONS.shards().withClientsPerShard(1)));
        rig.join("first");
        rig.idle();
        for (int i = 0; i < STORM; i++) {
            RecordingConnection connection = new RecordingConnection();
            connection.setThrowAtEnd(true);
            rig.join("u" + i, connection);
        }
        assertThat(lines.trouble()).hasSize(1);
        assertThat(lines.trouble().get(0))
                .containsEntry("event", "connection_failed")
                .containsOnlyKeys("event", "node", "client", "suppressed");
    }

    @Test
    void strategyThatThrows() {
        HubRig rig = new HubRig(OPTIONS, (identity, shards) -> {
            throw onPurpose();
        });
        for (int i = 0; i < STORM; i++) {
            rig.join("u" + i);
        }
        assertThat(lines.trouble()).hasSize(1);
        assertThat(lines.trouble().get(0))
                .containsEntry("event", "strategy_failed")
                .containsEntry("node", "n")
                .containsOnlyKeys("event", "node", "client", "suppressed");
    }

    @Test
    void listenersThatThrow() {
        ManualRuntime runtime = new ManualRuntime();
        Manager manager = Manager.create(OPTIONS, HubParts.defaults().withRuntime(runtime));
        manager.listen(new HubListener() {
                    @Override
                    public void connected(Client client) {
                        throw onPurpose();
                    }
                })
                .start();
        for (int i = 0; i < STORM; i++) {
            manager.accept(new RecordingConnection(), Identity.of("u" + i));
        }
        runtime.runUntilIdle();
        assertThat(manager.inbound().failedEvents()).isEqualTo(STORM);
        assertThat(lines.trouble()).hasSize(1);
        assertThat(lines.trouble().get(0))
                .containsEntry("event", "code_failed")
                .containsEntry("node", "n")
                .containsOnlyKeys("event", "node", "client", "suppressed");
    }

    @Test
    void listenersOfEventsThatThrow() {
        HubRig rig = new HubRig(OPTIONS);
        for (int i = 0; i < STORM; i++) {
            rig.hub().listen(event -> {
                throw onPurpose();
            });
        }
        var unused = rig.hub().resize(2);
        rig.idle();
        assertThat(lines.trouble()).containsExactly(Map.of("event", "listener_failed", "node", "n", "suppressed", 0L));
    }

    @Test
    void whatIsDueAndThrows() {
        ManualRuntime runtime = new ManualRuntime();
        Deadlines deadlines = new Deadlines("n", runtime);
        for (int i = 0; i < STORM; i++) {
            deadlines.at(runtime.nanoTime(), () -> {
                throw onPurpose();
            });
        }
        deadlines.check(runtime.nanoTime(), event -> {});
        assertThat(lines.trouble()).containsExactly(Map.of("event", "deadline_failed", "node", "n", "suppressed", 0L));
    }

    @Test
    void revocationsThatAreForgotten() {
        ManualRuntime runtime = new ManualRuntime();
        Revocations revocations = new Revocations("n", 1, runtime);
        for (int i = 0; i < STORM; i++) {
            revocations.add(new Revocation(
                    Revocation.Kind.USER,
                    "u" + i,
                    runtime.instant(),
                    runtime.instant().plusSeconds(60)));
        }
        assertThat(lines.trouble())
                .containsExactly(Map.of("event", "revocation_forgotten", "node", "n", "suppressed", 0L));
    }

    @Test
    void threadsThatCannotBeHad() {
        HubRig rig = new HubRig(OPTIONS);
        rig.idle();
        rig.runtime().refuse(STORM);
        rig.runtime().kill("hub-n-shard-0");
        rig.advance(Duration.ofMinutes(2));
        List<Map<String, Object>> found = lines.of("no_thread");
        assertThat(found).hasSizeBetween(1, 3 * OPTIONS.supervision().restarts());
        assertThat(found.get(0)).isEqualTo(Map.of("event", "no_thread", "node", "n", "shard", 0, "suppressed", 0L));
    }

    @Test
    void cycleThatThrowsAsFastAsItCan() {
        long start = System.nanoTime();
        Loop loop = HubRuntime.threads().start("spinning", new DutyCycle() {
            private int left = 100_000;

            @Override
            public int doWork() {
                left--;
                throw onPurpose();
            }

            @Override
            public boolean hasWork() {
                return left > 0;
            }

            @Override
            public long nanosUntilDue() {
                return NEVER;
            }
        });
        assertThat(loop.awaitEnd(TimeUnit.MILLISECONDS.toNanos(600))).isFalse();
        loop.stop();
        assertThat(loop.awaitEnd(TimeUnit.SECONDS.toNanos(30))).isTrue();
        long lasted = System.nanoTime() - start;
        assertThat(lines.trouble())
                .hasSizeBetween(1, (int) (1 + lasted / TimeUnit.MILLISECONDS.toNanos(200)))
                .allSatisfy(keys -> assertThat(keys)
                        .containsEntry("event", "thread_work_failed")
                        .containsEntry("thread", "spinning")
                        .containsKey("suppressed"));
    }
}
