package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openjdk.jol.info.GraphLayout;

/** 2,500 clients, of whom 2,450 leave at once, in every way and in the middle of everything: nothing of them is left behind. */
@ExtendWith(QuietLog.class)
@SuppressWarnings("FutureReturnValueIgnored") // what is asked for shows in what happens
final class MassDisconnectTest {

    private static final int CROWD = 2_500;
    private static final int REST = 50;

    private final HubOptions options =
            HubRig.options(4).withOutbox(OutboxOptions.defaults().withLinger(Duration.ofMillis(100)));
    private final HubRig rig = new HubRig(options.withShards(options.shards().withMailboxCapacity(1 << 13)));
    private final List<Guest> guests = new ArrayList<>();

    @BeforeAll
    static void lookIntoEverything() {
        System.setProperty("jol.magicFieldOffset", "true"); // else JOL cannot look into records
    }

    private void join(int from, int to) {
        for (int i = from; i < to; i++) {
            Mode mode = i % 3 == 0 ? Mode.PENDING : i % 3 == 1 ? Mode.SENT : Mode.BUSY;
            Guest guest = rig.join("" + i, new RecordingConnection(mode, 1 + i % 4));
            guest.client().subscribe("all");
            guest.client().subscribe("own " + i);
            guests.add(guest);
            if (i % 100 == 0) {
                rig.idle();
            }
        }
        rig.idle();
    }

    private void speak() {
        for (int i = 0; i < 10; i++) {
            Message message = text("m" + i).withPriority(Priority.values()[i % Priority.COUNT]);
            rig.hub().broadcast(message);
            rig.hub().publish("all", message.withKey("k"));
        }
    }

    private long reachable() {
        return GraphLayout.parseInstance(rig.hub()).getClassCounts().count(HubClient.class);
    }

    @Test
    void nothingIsLeftBehind() {
        join(0, REST);
        speak();
        rig.idle().advance(Duration.ofSeconds(1));
        long before = GraphLayout.parseInstance(rig.hub()).totalCount();
        join(REST, CROWD);
        speak();
        rig.idle();
        rig.hub().drainShard(0); // they leave while they move
        for (int i = 0; i < 20; i++) {
            rig.runtime().runOnce();
        }
        speak();
        leave();
        for (Guest guest : guests.subList(0, REST)) {
            guest.connection().setMode(Mode.SENT);
            guest.connection().completeAll();
        }
        rig.idle().advance(Duration.ofSeconds(1));
        rig.hub().reopenShard(0);
        rig.hub().rebalance();
        rig.idle().advance(Duration.ofSeconds(60));
        assertThat(rig.hub().clients()).hasSize(REST);
        assertThat(rig.hub().snapshot().clients()).isEqualTo(REST);
        assertThat(reachable()).as("clients that can still be reached").isEqualTo(REST);
        assertThat(rig.hub().sendToUser("" + REST, text("m"))).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(rig.hub().publish("own " + REST, text("m"))).isEqualTo(PublishResult.NO_TAKERS);
        rig.hub().broadcast(text("m"));
        rig.idle();
        assertThat(guests.get(1).texts()).endsWith("m");
        long after = GraphLayout.parseInstance(rig.hub()).totalCount();
        assertThat(after).as("objects of the hub").isLessThan(before + before / 2);
        rig.books();
        rig.close();
    }

    private void leave() {
        for (int i = REST; i < CROWD; i++) {
            Guest guest = guests.get(i);
            switch (i % 4) {
                case 0 -> guest.leave();
                case 1 -> guest.client().close(CloseCode.FORBIDDEN, "out"); // the peer does not answer the close
                case 2 -> guest.registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
                default -> guest.connection().setMode(Mode.CLOSED); // the next write finds out
            }
        }
        rig.hub().broadcast(text("for those who do not know yet"));
    }
}
