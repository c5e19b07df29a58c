package io.shardhub.redis.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.redis.fixture.Ports;
import io.shardhub.redis.fixture.RedisServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Whom to believe when sentinels name different masters. */
@Timeout(60)
final class SentinelServerTest {

    private final RedisServer one = RedisServer.start();
    private final RedisServer two = RedisServer.start();
    private final RedisServer stale = RedisServer.sentinel(one.port(), "sentinel config-epoch main 3");
    private final RedisServer informed = RedisServer.sentinel(two.port(), "sentinel config-epoch main 4");
    private final int nobody = Ports.free();

    @AfterEach
    void close() {
        Stream.of(stale, informed, one, two).forEach(RedisServer::close);
    }

    private static SentinelServer server(Integer... sentinels) {
        return new SentinelServer(
                "main",
                Stream.of(sentinels).map(SentinelServerTest::place).toList(),
                new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null));
    }

    private static HostAndPort place(int port) {
        return new HostAndPort("127.0.0.1", port);
    }

    @Test
    void latestConfigurationIsRightWhoeverIsAskedFirst() {
        for (List<Integer> order :
                List.of(List.of(stale.port(), informed.port()), List.of(informed.port(), stale.port()))) {
            SentinelServer server = server(order.toArray(Integer[]::new));
            Server.Location before = new Server.Location(place(one.port()), 3);
            Server.Location now = new Server.Location(place(two.port()), 4);
            assertThat(server.hasLeft(before)).as("nobody was asked").isFalse();
            assertThat(server.look()).isEqualTo(new SentinelServer.Opinion(now, 1));
            assertThat(server.hasLeft(before)).isTrue();
            assertThat(server.hasLeft(now)).isFalse();
            assertThat(server.locate()).isEqualTo(now);
        }
    }

    @Test
    void firstWhoAnswersIsBelievedUntilMoreIsKnown() {
        SentinelServer server = server(nobody, stale.port(), informed.port());
        assertThat(server.locate()).isEqualTo(new Server.Location(place(one.port()), 3));
        server.look();
        assertThat(server.locate()).isEqualTo(new Server.Location(place(two.port()), 4));
    }

    @Test
    void olderOneIsNotBelievedBecauseOthersAreSilent() {
        SentinelServer server = server(stale.port(), nobody, informed.port());
        server.look();
        informed.kill();
        Server.Location older = new Server.Location(place(one.port()), 3);
        assertThat(server.look()).isEqualTo(new SentinelServer.Opinion(older, 1));
        assertThat(server.hasLeft(older)).isTrue();
        assertThatThrownBy(server::locate).isInstanceOf(JedisException.class);
    }

    @Test
    void olderOneIsBelievedIfMostOfThemWereSetUpAnew() {
        SentinelServer server = server(informed.port(), stale.port(), stale.port());
        server.look();
        informed.kill();
        Server.Location older = new Server.Location(place(one.port()), 3);
        assertThat(server.hasLeft(older)).isTrue();
        assertThat(server.look()).isEqualTo(new SentinelServer.Opinion(older, 2));
        assertThat(server.hasLeft(older)).isFalse();
        assertThat(server.locate()).isEqualTo(older);
    }

    @Test
    void mostOfThemAreEnough() {
        SentinelServer server = server(informed.port(), nobody, informed.port());
        assertThat(server.majority()).isEqualTo(2);
        assertThat(server.look()).isEqualTo(new SentinelServer.Opinion(new Server.Location(place(two.port()), 4), 2));
    }

    /** It gives half a heartbeat and a timeout as that grace, and is asked four times in a heartbeat. */
    @Test
    void masterIsDoubtedWhenTheWordOfMostIsOlderThanTheGrace() {
        long[] now = {1};
        Lookout lookout = new Lookout(
                "test",
                server(informed.port(), nobody, stale.port(), informed.port(), informed.port()),
                1,
                100,
                new CountDownLatch(1),
                () -> now[0]);
        String nobodyAsked = "sentinels that agree on the master of main: 0 of 5 (expected: at least 3)";
        assertThat(lookout.fault()).isEqualTo(nobodyAsked);
        lookout.look();
        assertThat(lookout.fault()).isNull();
        informed.kill();
        now[0] += 100;
        lookout.look();
        assertThat(lookout.fault()).isNull();
        assertThat(lookout.wasConfirmedWithin(99)).isFalse();
        now[0]++;
        assertThat(lookout.fault())
                .isEqualTo("sentinels that agree on the master of main: 1 of 5 (expected: at least 3)");
    }

    @Test
    void nobodyWhoAnswersIsNoOpinion() {
        SentinelServer server = server(nobody);
        assertThat(server.look()).isEqualTo(new SentinelServer.Opinion(null, 0));
        assertThatThrownBy(server::locate).isInstanceOf(JedisException.class);
    }
}
