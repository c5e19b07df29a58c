package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Handshake;
import io.shardhub.auth.RemoteAddress;
import io.shardhub.jakarta.ForwardedBy;
import io.shardhub.jakarta.ProxyOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever headers say: an address that nobody trusts stays as it is, and one that is taken over is an address. */
class ForwardedFuzzTest {

    private static final Set<String> TRUSTED = Set.of("10.0.0.0/8");

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of(
                        "for=",
                        "For=",
                        "\"",
                        "[",
                        "]",
                        ":",
                        ";",
                        ",",
                        "=",
                        " ",
                        "1.2.3.4",
                        "10.0.0.1",
                        "::1",
                        "2001:db8::",
                        "unknown",
                        "_x",
                        "host=",
                        "%",
                        "999.1.1.1",
                        "\u0000",
                        "\u00e9",
                        "localhost")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 3_000)
    void onlyTheTrustedAreBelieved(@ForAll("headers") String header, @ForAll ForwardedBy by) {
        Proxies proxies = new Proxies(new ProxyOptions(TRUSTED, by));
        String name = by == ForwardedBy.FORWARDED ? "forwarded" : "x-forwarded-for";
        Handshake outside =
                new Handshake("/ws", Map.of(), Map.of(name, List.of(header)), "203.0.113.9", Optional.empty());
        assertThat(proxies.seenThrough(outside)).isSameAs(outside);
        Handshake inside = new Handshake("/ws", Map.of(), Map.of(name, List.of(header)), "10.1.1.1", Optional.empty());
        assertThat(RemoteAddress.parse(proxies.seenThrough(inside).remoteAddress()))
                .isPresent();
    }

    @Property(tries = 3_000)
    void anOriginIsAdmittedByNameOnly(@ForAll("headers") String text) {
        Origins origins = new Origins(Set.of("https://*.example.com", "https://app.example.org"));
        if (!text.contains("example")) {
            assertThat(origins.admit(text, "app.example.org")).isFalse();
            assertThat(origins.admit("https://" + text, "app.example.org")).isFalse();
        }
    }
}
