package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.Conversation;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.RedisShards;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What becomes of messages when another Redis takes over, while three nodes publish all the time. */
@Timeout(180)
final class FailoverTest {

    private static final int NODES = 3;
    private static final int RATE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();

    private static ClusterBus bus(RedisOptions options, DeliveryMode mode) {
        return new RedisClusterBus(
                options.withMode(mode).withTimeout(Duration.ofMillis(500)),
                ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource
    void sentinelsMakeAReplicaTheMaster(DeliveryMode mode) throws Exception {
        try (RedisServer master = RedisServer.start("--appendonly", "yes");
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.deposingSentinel(master.port())) {
            await().atMost(PATIENCE).until(() -> sentinel.knowsReplica());
            RedisOptions options = RedisOptions.sentinel("main", new RedisAddress("127.0.0.1", sentinel.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(options, mode))) {
                nodes.begin(RATE);
                nodes.goOn(200);
                nodes.outage(() -> nodes.recover(() -> {
                    master.kill();
                    nodes.awaitVerified(false);
                }));
                nodes.goOn(200);
                nodes.end();
                nodes.record("sentinels make a replica the master", mode);
                nodes.awaitAgreement();
                try (Jedis jedis = replica.jedis()) {
                    assertThat(jedis.info("replication")).contains("role:master");
                    assertThat(nodes.lost())
                            .as("counted")
                            .isEqualTo(nodes.unheard().size());
                    Set<String> got = log(jedis);
                    assertThat(got.isEmpty()).as("no log").isEqualTo(mode == DeliveryMode.PUBSUB);
                    assertThat(nodes.unheard())
                            .as("lost, and in the log of the new master")
                            .noneMatch(said -> got.contains(name(said)));
                }
                assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
            }
        }
    }

    private static String name(Chatter.Said said) {
        return said.origin() + " " + said.target() + " " + said.number();
    }

    /** The names of all messages in the log. */
    private static Set<String> log(Jedis jedis) {
        try (EnvelopeCodec codec = new EnvelopeCodec()) {
            Set<String> names = new HashSet<>();
            for (Object entry : (List<?>) jedis.sendCommand(Protocol.Command.XRANGE, "hub:log", "-", "+")) {
                Envelope envelope = codec.decode((byte[]) ((List<?>) ((List<?>) entry).get(1)).get(1), 0);
                if (envelope.kind() == Kind.MESSAGE) {
                    names.add(envelope.origin() + " " + envelope.target() + " " + envelope.payload());
                }
            }
            return names;
        } catch (EnvelopeException e) {
            throw new AssertionError("what is in the log", e);
        }
    }

    /** One node is locked out of the old master while another publishes what the replica does not get either. */
    @ParameterizedTest
    @EnumSource
    void messagesThatTheReplicaNeverGotAreCountedByWhoMissedThem(DeliveryMode mode) throws Exception {
        try (RedisServer master = RedisServer.start("--user", "late", "on", ">secret", "~*", "&*", "+@all");
                RedisServer replica = RedisServer.start(
                        "--replicaof",
                        "127.0.0.1 " + master.port(),
                        "--user",
                        "late",
                        "on",
                        ">secret",
                        "~*",
                        "&*",
                        "+@all");
                RedisServer sentinel = RedisServer.deposingSentinel(master.port())) {
            await().atMost(PATIENCE).until(() -> sentinel.knowsReplica());
            RedisOptions options = RedisOptions.sentinel("main", new RedisAddress("127.0.0.1", sentinel.port()));
            try (Chatter speaker = new Chatter("speaker", bus(options, mode));
                    Chatter there = new Chatter("there", bus(options, mode));
                    Chatter late = new Chatter(
                            "late", bus(options.withAccess(RedisAccess.open().withUser("late", "secret")), mode))) {
                List<Chatter> nodes = List.of(speaker, there, late);
                awaitVerified(nodes);
                sayAndHear(speaker, 10, there, late);
                try (Jedis old = master.jedis()) {
                    isolate(old, replica);
                    old.aclSetUser("late", "off");
                    old.clientKill(ClientKillParams.clientKillParams().user("late"));
                }
                await().atMost(PATIENCE).until(() -> !late.isVerified());
                sayAndHear(speaker, 25, there);
                master.kill();
                await().atMost(PATIENCE).until(late::isVerified);
                awaitVerified(nodes);
                sayAndHear(speaker, 5, there);
                await().atMost(PATIENCE).until(() -> late.heardUpTo("speaker", ALL) == 40);
                assertThat(late.heard(ALL)).as("heard").isEqualTo(15);
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(late.lost(ALL)).as("counted").isEqualTo(25));
                assertThat(late.bus().snapshot().incoming().gaps()).as("gaps").isEqualTo(1);
                assertThat(there.lost()).as("lost of what it heard").isZero();
                assertThat(nodes).allSatisfy(node -> {
                    assertThat(node.unknownLosses()).as("losses not counted").isZero();
                    assertThat(node.faults()).isEmpty();
                });
            }
        }
    }

    private static void awaitVerified(List<Chatter> nodes) {
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.stream().allMatch(node -> node.bus().snapshot().verified()));
    }

    private static void sayAndHear(Chatter speaker, int messages, Chatter... hearers) {
        for (int i = 0; i < messages; i++) {
            speaker.say(ALL);
        }
        for (Chatter hearer : hearers) {
            await().atMost(PATIENCE).until(() -> hearer.heardUpTo("speaker", ALL) == speaker.said(ALL));
        }
    }

    /** From now on the replica gets nothing: it has a wrong password, and no connection from before. */
    private static void isolate(Jedis master, RedisServer replica) {
        try (Jedis jedis = replica.jedis()) {
            jedis.configSet("masteruser", "nobody");
            jedis.configSet("masterauth", "wrong");
            master.clientKill(ClientKillParams.clientKillParams().type(ClientType.SLAVE));
            await().atMost(PATIENCE).until(() -> jedis.info("replication").contains("master_link_status:down"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void slotMovesToAnotherServer(DeliveryMode mode) throws Exception {
        RedisShards.assumePossible();
        try (RedisShards shards = new RedisShards(3)) {
            RedisAddress[] seeds = Stream.of(
                            shards.servers().get(0), shards.servers().get(1))
                    .map(server -> new RedisAddress("127.0.0.1", server.port()))
                    .toArray(RedisAddress[]::new);
            try (Conversation nodes = new Conversation(NODES, () -> bus(RedisOptions.cluster(seeds), mode))) {
                nodes.begin(RATE);
                nodes.goOn(200);
                int slot = JedisClusterCRC16.getSlot("{0}");
                int owner = shards.owner(slot);
                nodes.outage(() -> nodes.recover(() -> shards.move(slot, owner, (owner + 1) % 3)));
                nodes.goOn(200);
                nodes.outage(() -> {
                    nodes.recover(() -> shards.move(slot, (owner + 1) % 3, (owner + 2) % 3));
                    nodes.goOn(200);
                });
                nodes.end();
                nodes.record("slot moves to another server", mode);
                nodes.awaitAgreement();
                assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                        .as("nothing lost")
                        .isTrue();
                assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
            }
        }
    }
}
