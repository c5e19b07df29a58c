package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JakartaOptionsTest {

    @Test
    void defaultsAreTheSameOriginAndEightThreads() {
        assertThat(JakartaOptions.at("/live/ws"))
                .isEqualTo(new JakartaOptions(
                        "/live/ws",
                        Set.of(),
                        8,
                        Duration.ofSeconds(5),
                        PipeChoice.FAST,
                        Duration.ofSeconds(3),
                        ProxyOptions.none(),
                        false));
    }

    @Test
    void everyOptionCanBeChanged() {
        JakartaOptions options = JakartaOptions.at("/ws")
                .withAllowedOrigins("https://a.example")
                .withCloserThreads(2)
                .withLinger(Duration.ofSeconds(1))
                .withPipe(PipeChoice.STANDARD)
                .withAuthDeadline(Duration.ofSeconds(2))
                .withProxies(ForwardedBy.FORWARDED, "10.0.0.0/8", "2001:db8::1")
                .withCompression(true);
        assertThat(options)
                .isEqualTo(new JakartaOptions(
                        "/ws",
                        Set.of("https://a.example"),
                        2,
                        Duration.ofSeconds(1),
                        PipeChoice.STANDARD,
                        Duration.ofSeconds(2),
                        new ProxyOptions(Set.of("10.0.0.0/8", "2001:db8::1"), ForwardedBy.FORWARDED),
                        true));
        assertThat(options.withAllowedOrigins("*").allowedOrigins()).containsExactly("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "ws", "/ws/", "/ws/*", "/{user}", "/a b", "/ws?x", "//ws"})
    void aPathThatIsNotPlainIsRefused(String path) {
        assertThatThrownBy(() -> JakartaOptions.at(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path: " + path + " (expected: a plain path such as /ws)");
    }

    @Test
    void whatIsNoOriginIsRefused() {
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withAllowedOrigins("app.example.com"))
                .hasMessage("allowedOrigins: app.example.com"
                        + " (expected: origins such as https://app.example.com or https://*.example.com, or * alone)");
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withAllowedOrigins("*", "https://a.example"))
                .hasMessageStartingWith("allowedOrigins: *");
    }

    @Test
    void theNumberOfThreadsHasBounds() {
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withCloserThreads(0))
                .hasMessage("closerThreads: 0 (expected: 1 to 256)");
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withCloserThreads(257))
                .hasMessage("closerThreads: 257 (expected: 1 to 256)");
    }

    @Test
    void theTimeToLingerHasBounds() {
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withLinger(Duration.ZERO))
                .hasMessage("linger: PT0S (expected: 1 ms to 10 min)");
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withLinger(Duration.ofSeconds(601)))
                .hasMessage("linger: PT10M1S (expected: 1 ms to 10 min)");
    }

    @Test
    void theTimeForAuthenticatorsHasBounds() {
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withAuthDeadline(Duration.ZERO))
                .hasMessage("authDeadline: PT0S (expected: 1 ms to 1 min)");
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withAuthDeadline(Duration.ofSeconds(61)))
                .hasMessage("authDeadline: PT1M1S (expected: 1 ms to 1 min)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "1.2.3"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> JakartaOptions.at("/ws").withProxies(ForwardedBy.X_FORWARDED, text))
                .hasMessage("trusted: " + text + " (expected: an address, or a network such as 10.0.0.0/8)");
    }
}
