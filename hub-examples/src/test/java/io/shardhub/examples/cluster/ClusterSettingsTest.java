package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterSettingsTest {

    @Test
    void takesTheArgumentBeforeTheEnvironment() {
        ClusterSettings settings = ClusterSettings.read(List.of("9000"), Map.of("PORT", "1", "BALANCER", "none"));
        assertThat(settings.port()).isEqualTo(9000);
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.balancer()).isNull();
        assertThat(settings.namesRedis()).isFalse();
        assertThat(ClusterSettings.read(List.of(), Map.of("HUB_REDIS_ADDRESS", "redis:6379"))
                        .namesRedis())
                .isTrue();
    }

    @Test
    void balancerThatIsNotInstalledIsRefusedOnlyIfItIsAskedFor() {
        assertThatThrownBy(() -> ClusterSettings.read(List.of(), Map.of("BALANCER", "apache")))
                .hasMessage("BALANCER: apache (expected: haproxy or nginx, and installed; or none)");
        assertThatThrownBy(() -> ClusterSettings.read(List.of("1", "2"), Map.of()))
                .hasMessage("arguments: [1, 2] (expected: none, or the port)");
    }

    @ParameterizedTest
    @EnumSource
    void configurationHasNothingLeftToFillIn(Balancer balancer, @TempDir Path folder) throws IOException {
        Map<String, String> values =
                Map.of("ADDRESS", "127.0.0.1:1", "A", "127.0.0.1:2", "B", "127.0.0.1:3", "FOLDER", folder.toString());
        String text = Files.readString(balancer.configure(folder, values));
        assertThat(text).contains("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3").doesNotContain("${");
    }
}
