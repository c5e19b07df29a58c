package io.shardhub.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.Hub;
import io.shardhub.Message;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.HubParts;
import io.shardhub.core.ShardedHub;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.LimitOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.sharding.ShardingStrategy;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.ShardSnapshot;
import java.time.Duration;
import java.util.List;

/** A started hub on a {@link ManualRuntime}, and the steps of tests with it; to be closed if calls hang in it. */
public final class HubRig implements AutoCloseable {

    private final ManualRuntime runtime;
    private final ShardedHub hub;

    /** A hub with those options. */
    public HubRig(HubOptions options) {
        this(options, HubParts.defaults(), new ManualRuntime());
    }

    /** A hub with a strategy of the test's own. */
    public HubRig(HubOptions options, ShardingStrategy strategy) {
        this(options, HubParts.defaults().withStrategy(strategy), new ManualRuntime());
    }

    /** A hub with those parts, on that runtime. */
    public HubRig(HubOptions options, HubParts parts, ManualRuntime runtime) {
        this.runtime = runtime;
        this.hub = new ShardedHub(options, parts.withRuntime(runtime));
        hub.start();
    }

    /** Small options with that many shards, and as many connections and messages as a test likes. */
    public static HubOptions options(int shards) {
        return HubOptions.small()
                .withShards(new ShardOptions(shards, 1_000, 1_024, 64, "user_id"))
                .withAdmission(new AdmissionOptions(1_000_000, 1_000_000, Duration.ofSeconds(2)))
                .withLimits(LimitOptions.unlimited());
    }

    /** A message that arrives as that text. */
    public static Message text(String text) {
        return Message.text(text);
    }

    /** The hub. */
    public ShardedHub hub() {
        return hub;
    }

    /** Its runtime. */
    public ManualRuntime runtime() {
        return runtime;
    }

    /** A peer that takes everything comes; nothing has run yet. */
    public Guest join(String userId) {
        return join(userId, Mode.SENT);
    }

    /** A peer comes whose writes go that way; nothing has run yet. */
    public Guest join(String userId, Mode mode) {
        return join(userId, new RecordingConnection(mode));
    }

    /** A peer comes; nothing has run yet. */
    public Guest join(String userId, RecordingConnection connection) {
        return join(userId, connection, new RecordingListener());
    }

    /** A peer comes; nothing has run yet. */
    public Guest join(String userId, RecordingConnection connection, RecordingListener listener) {
        return new Guest(connection, hub.register(connection, Identity.of(userId), listener), listener);
    }

    /** Runs everything until nothing more happens without time passing. */
    public HubRig idle() {
        runtime.runUntilIdle();
        return this;
    }

    /** Lets time pass. */
    public HubRig advance(Duration duration) {
        runtime.advance(duration);
        return this;
    }

    /** Ends what hangs, and the threads of the runtime; the hub is left as it is. */
    @Override
    public void close() {
        runtime.close();
    }

    /** The hub's books, which balance, as those of its shards and clients do. */
    public Books books() {
        return balancedBooks(hub);
    }

    /** The books of a hub, after those of its shards and clients were found balanced. */
    public static Books balancedBooks(Hub hub) {
        HubSnapshot snapshot = hub.snapshot();
        for (ShardSnapshot shard : snapshot.shards()) {
            assertThat(shard.isBalanced()).as("balance of %s", shard).isTrue();
            assertThat(shard.failures()).as("failed commands").isZero();
        }
        for (Client client : hub.clients()) {
            assertThat(client.books().isBalanced())
                    .as("balance of %s of %s", client.books(), client)
                    .isTrue();
        }
        assertThat(snapshot.books().isBalanced())
                .as("balance of %s", snapshot.books())
                .isTrue();
        return snapshot.books();
    }

    /** Asserts that these guests' connections were used as their contract demands. */
    public static void assertNoViolations(List<Guest> guests) {
        guests.forEach(guest -> guest.connection().assertNoViolations());
    }
}
