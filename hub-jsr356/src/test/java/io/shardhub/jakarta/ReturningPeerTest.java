package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.shardhub.core.Manager;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.transport.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** A crowded hub has places for those who were here lately, over every container. */
@Timeout(60)
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class ReturningPeerTest {

    private static final int TRIES = 50;

    @Parameter
    private Rig rig;

    private final Manager manager =
            Manager.create(HubOptions.small().withAdmission(new AdmissionOptions(1, 1, Duration.ofSeconds(7))));
    private final List<RawPeer> peers = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        manager.start();
        server = rig.start(manager);
    }

    @AfterEach
    void stop() throws Exception {
        for (RawPeer peer : peers) {
            peer.close();
        }
        manager.close();
        server.close();
    }

    /** What the hub gave to who came in; empty if it did not. */
    private String come(String parameters) throws IOException {
        RawPeer peer = RawPeer.ask(server.port(), "/ws?user=7" + parameters, "");
        peers.add(peer);
        RawPeer.Answer answer = peer.answer();
        if (answer.status() == 503) {
            assertThat(answer.head()).contains("Retry-After: 7\r\n");
            return "";
        }
        assertThat(answer.status()).isEqualTo(101);
        RawPeer.Frame first = peer.read();
        if (first.opcode() == RawPeer.CLOSE) { // the container upgraded by itself
            assertThat(first.code()).isEqualTo(1013);
            return "";
        }
        return JsonParser.parseString(first.text())
                .getAsJsonObject()
                .getAsJsonObject("data")
                .get("pass")
                .getAsString();
    }

    @Test
    void whoWasHereLatelyComesInWhereWhoIsNewDoesNot() throws Exception {
        String pass = come("");
        assertThat(pass).isNotEmpty();
        int tries = 0;
        while (!come("").isEmpty()) { // a slow machine lets more of them in
            assertThat(++tries).isLessThan(TRIES);
        }
        assertThat(come("&" + Gateway.PASS + "=" + pass)).isNotEmpty();
    }
}
