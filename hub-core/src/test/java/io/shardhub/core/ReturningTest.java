package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Under overload a part of the places is for those who were here lately. */
final class ReturningTest {

    private static final int BURST = 8;
    private static final int RESERVED = 2; // a quarter
    private static final AdmissionOptions ADMISSION = new AdmissionOptions(100, BURST, Duration.ofSeconds(2));

    private final ManualRuntime runtime = new ManualRuntime();

    private Manager hub(HubParts parts) {
        Manager manager = Manager.create(HubRig.options(1).withAdmission(ADMISSION), parts.withRuntime(runtime));
        return manager.start();
    }

    private static Handshake handshake(String pass) {
        return new Handshake("/ws", Map.of(Gateway.PASS, List.of(pass)), Map.of(), "", Optional.empty());
    }

    /** Comes with a pass, as a transport lets it; returns what it may come back with. */
    private Optional<String> come(Manager manager, String pass) {
        Handshake handshake = handshake(pass);
        if (manager.refusal(handshake).isPresent()) {
            return Optional.empty();
        }
        RecordingConnection connection = new RecordingConnection();
        manager.accept(connection, Identity.of("u").withReturning(manager.isReturning(handshake)));
        runtime.runUntilIdle();
        assertThat(connection.closeReason()).isEmpty();
        return Optional.of(JsonParser.parseString(connection.texts().get(0))
                .getAsJsonObject()
                .getAsJsonObject("data")
                .get("pass")
                .getAsString());
    }

    private long comers(Manager manager, String pass, int attempts) {
        return IntStream.range(0, attempts)
                .filter(attempt -> come(manager, pass).isPresent())
                .count();
    }

    @Test
    void whoWasHereLatelyComesInWhereWhoIsNewDoesNot() {
        Manager manager = hub(HubParts.defaults());
        String pass = come(manager, "").orElseThrow();
        assertThat(comers(manager, "", BURST)).isEqualTo(BURST - 1);
        assertThat(comers(manager, pass, BURST)).isEqualTo(RESERVED);
        assertThat(comers(manager, "", BURST)).isZero();
        runtime.advance(Duration.ofMillis(40));
        assertThat(comers(manager, "", BURST))
                .as("nobody took what came for all")
                .isEqualTo(4);
        assertThat(comers(manager, pass, BURST)).isEqualTo(1);
        assertThat(manager.snapshot().refused()).containsEntry(RefusalCause.RATE, 1L + 6 + 8 + 4 + 7);
    }

    @Test
    void passOfAnotherHubCountsWhereTheyShareTheKey() {
        byte[] key = new byte[32];
        HubParts shared = HubParts.defaults().withPassKey(key);
        String pass = come(hub(shared), "").orElseThrow();
        assertThat(hub(HubParts.defaults().withPassKey(key)).isReturning(handshake(pass)))
                .isTrue();
        assertThat(hub(HubParts.defaults()).isReturning(handshake(pass))).isFalse();
        assertThat(hub(shared).isReturning(handshake("x".repeat(pass.length()))))
                .isFalse();
        assertThat(hub(shared).isReturning(new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty())))
                .isFalse();
    }

    @Test
    void shortKeyIsRefused() {
        assertThatThrownBy(() -> HubParts.defaults().withPassKey(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("passKey: 31 bytes (expected: at least 32)");
    }
}
