package io.shardhub.redis.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.redis.fixture.SharedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

@Timeout(30)
final class LinkerTest {

    /** The close cuts what it sees; what is made at that moment must not stay. */
    @Test
    void connectionThatIsMadeWhileTheBusClosesIsCut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostAndPort place = new HostAndPort("127.0.0.1", server.getLocalPort());
            Linker linker = new Linker(
                    "a",
                    "test",
                    () -> {
                        closed.countDown(); // between the look and the connection
                        return new Server.Location(place, 0);
                    },
                    new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null),
                    closed);
            assertThatThrownBy(linker::tryConnect).isInstanceOf(JedisException.class);
            try (Socket far = server.accept()) {
                assertThat(ended(far)).isTrue();
            }
        }
    }

    /** Jedis would connect again by itself, and be nobody to Redis: no name, no password. */
    @ParameterizedTest
    @MethodSource
    void connectionThatWasCutStaysSo(Consumer<Link> use) {
        Dialer dialer = new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null);
        int port = SharedRedis.server().port();
        Linker linker = new Linker(
                "a", "cut", new FixedServer(new HostAndPort("127.0.0.1", port)), dialer, new CountDownLatch(1));
        Link link = linker.tryConnect();
        assertThat(link.ask(Command.CLIENT, "GETNAME".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("shardhub-a-cut".getBytes(StandardCharsets.US_ASCII));
        linker.cut();
        assertThatThrownBy(() -> use.accept(link)).isInstanceOf(JedisConnectionException.class);
        assertThat(link.isConnected()).isFalse();
    }

    static Stream<Named<Consumer<Link>>> connectionThatWasCutStaysSo() {
        return Stream.of(
                Named.of("ask", link -> link.ask(Command.PING)),
                Named.of("write", link -> link.sendCommand(Command.PING)),
                Named.of("wait", Link::setTimeoutInfinite),
                Named.of("read", Link::read));
    }

    private static boolean ended(Socket far) throws IOException {
        try {
            return far.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true; // reset: an end, too
        }
    }
}
