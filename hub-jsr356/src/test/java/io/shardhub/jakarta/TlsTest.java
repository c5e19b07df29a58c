package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What messages do where the container encrypts them: an engine may keep the end of what it has taken. */
@ParameterizedClass
@MethodSource("io.shardhub.jakarta.Rig#withServlets")
class TlsTest extends SessionScenarios {

    private static Certificate certificate;

    @BeforeAll
    static void certify(@TempDir Path directory) throws Exception {
        certificate = Certificate.in(directory);
    }

    @Override
    TestServer start() throws Exception {
        return rig.start(gateway, certificate);
    }

    @Override
    RawPeer ask(String headers) throws IOException {
        return keep(RawPeer.askSmall(port(), "/ws?user=7", headers, certificate.context()));
    }

    @Override
    RawPeer open() throws IOException {
        return openSmall();
    }

    @Override
    RawPeer openSmall() throws IOException {
        return keep(RawPeer.openSmall(port(), "/ws?user=7", certificate.context()));
    }

    @Test
    void theEndOfTheLastMessageNeedsNoOtherWrite() throws Exception {
        RawPeer peer = open();
        Connection connection = gateway.first().connection();
        for (int number = 0; number < 20; number++) {
            String text = number + "x".repeat(1_500_000);
            CountDownLatch tried = new CountDownLatch(1);
            CompletableFuture<Void> sent = aside(() -> send(connection, text, tried::countDown));
            assertThat(tried.await(5, TimeUnit.SECONDS)).isTrue(); // before the peer reads
            assertThat(peer.readText(text.length())).isEqualTo(text);
            sent.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCloseBehindAMessageIsTheLastFrame() throws Exception {
        RawPeer peer = open();
        TestGateway.Accepted accepted = gateway.first();
        send(accepted.connection(), "bye");
        accepted.connection().close(CloseReason.of(CloseCode.NORMAL, "done"));
        assertThat(peer.read().text()).isEqualTo("bye");
        assertThat(peer.readCloseCode()).isEqualTo(1000);
        peer.close(1000);
        assertThat(peer.readToEnd()).isEmpty();
        assertReportedOnce(accepted);
    }
}
