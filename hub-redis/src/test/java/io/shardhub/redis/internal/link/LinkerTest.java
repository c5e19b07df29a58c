package io.shardhub.redis.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
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
                    "test",
                    () -> {
                        closed.countDown(); // between the look and the connection
                        return place;
                    },
                    new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null),
                    closed);
            assertThatThrownBy(linker::tryConnect).isInstanceOf(JedisException.class);
            try (Socket far = server.accept()) {
                assertThat(ended(far)).isTrue();
            }
        }
    }

    private static boolean ended(Socket far) throws IOException {
        try {
            return far.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true; // reset: an end, too
        }
    }
}
