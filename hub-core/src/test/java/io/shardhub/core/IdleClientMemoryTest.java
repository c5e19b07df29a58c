package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.ShardOptions;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Registration;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much memory the hub adds per idle client. */
final class IdleClientMemoryTest {

    private static final Logger LOG = LoggerFactory.getLogger(IdleClientMemoryTest.class);
    private static final int CLIENTS = 10_000;
    private static final int LIMIT = 1_536;

    static {
        System.setProperty("jol.magicFieldOffset", "true"); // else JOL cannot look into records
        System.setProperty("jol.skipDynamicAttach", "true"); // nor needs it an agent for that
    }

    /** Takes everything at once and holds on to nothing. */
    private static final class TinyConnection implements Connection {
        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
            return WriteResult.SENT;
        }

        @Override
        public WriteResult tryPing(long token, WriteListener listener) {
            return WriteResult.SENT;
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void abort() {}
    }

    private final ManualRuntime runtime = new ManualRuntime();
    private final HubParts parts = HubParts.defaults().withRuntime(runtime);
    private final HubParts emptyParts = HubParts.defaults().withRuntime(new ManualRuntime());
    private final ShardOptions shards = new ShardOptions(4, CLIENTS, 16_384, 256, "user_id");

    private static Identity identity(int number) {
        return Identity.of("user-" + number);
    }

    /** The bytes per client of the whole graph, less what the test itself brought along. */
    private static long perClient(Object hub, Object emptyHub, List<Object> broughtAlong) {
        long own = GraphLayout.parseInstance(broughtAlong).totalSize();
        long all = GraphLayout.parseInstance(hub, broughtAlong).totalSize();
        long empty = GraphLayout.parseInstance(emptyHub).totalSize();
        return (all - own - empty) / CLIENTS;
    }

    @Test
    void clientOfAHub() {
        ShardedHub hub = new ShardedHub(HubRig.options(4).withShards(shards), parts);
        ShardedHub empty = new ShardedHub(HubRig.options(4).withShards(shards), emptyParts);
        hub.start();
        empty.start();
        List<Object> broughtAlong = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Connection connection = new TinyConnection();
            Identity identity = identity(i);
            broughtAlong.add(connection);
            broughtAlong.add(identity);
            Registration registration = hub.register(connection, identity, ClientListener.NONE);
            registration.client().subscribe("everybody");
            if (i % 100 == 0) {
                runtime.runUntilIdle();
            }
        }
        hub.publish("everybody", text("published"));
        hub.broadcast(text("broadcast"));
        runtime.runUntilIdle();
        assertThat(hub.snapshot().books().sent()).isEqualTo(2 * CLIENTS);
        long bytes = perClient(hub, empty, broughtAlong);
        LOG.warn("an idle client of a hub with one subscription takes {} bytes", bytes);
        assertThat(bytes).as("bytes per client").isBetween(100L, (long) LIMIT);
    }

    @Test
    void clientOfAManager() {
        Manager manager = Manager.create(HubRig.options(4).withShards(shards), parts);
        Manager empty = Manager.create(HubRig.options(4).withShards(shards), emptyParts)
                .on("m", String.class, request -> {})
                .start();
        manager.on("m", String.class, request -> {}).start();
        List<Object> broughtAlong = new ArrayList<>();
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Connection connection = new TinyConnection();
            Identity identity = identity(i);
            broughtAlong.add(connection);
            broughtAlong.add(identity);
            receivers.add(manager.accept(connection, identity));
            if (i % 100 == 0) {
                runtime.runUntilIdle();
            }
        }
        for (int i = 0; i < CLIENTS; i++) {
            receivers.get(i).text("{\"type\":\"m\",\"data\":\"x\"}");
            if (i % 100 == 0) {
                runtime.runUntilIdle();
            }
        }
        runtime.runUntilIdle();
        assertThat(manager.inbound().handled()).isEqualTo(CLIENTS);
        long bytes = perClient(manager, empty, broughtAlong);
        LOG.warn("an idle client of a manager takes {} bytes", bytes);
        assertThat(bytes).as("bytes per client").isBetween(100L, (long) LIMIT);
    }
}
