package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Handshake;
import io.shardhub.auth.RemoteAddress;
import io.shardhub.jakarta.ForwardedBy;
import io.shardhub.jakarta.ProxyOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {

    private static final Set<String> TRUSTED = Set.of("10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.1");

    private static Handshake handshake(String from, String header, String... lines) {
        return new Handshake(
                "/ws",
                Map.of(),
                Map.of(header, Arrays.asList(lines), "host", List.of("hub.example")),
                from,
                Optional.empty());
    }

    private static String address(ForwardedBy by, Handshake handshake) {
        return new Proxies(new ProxyOptions(TRUSTED, by)).seenThrough(handshake).remoteAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.7 | 203.0.113.9           | 198.51.100.7", // nobody's proxy says so
                "10.1.2.3     | 203.0.113.9           | 203.0.113.9",
                "192.0.2.1    | 203.0.113.9           | 203.0.113.9",
                "192.0.2.2    | 203.0.113.9           | 192.0.2.2",
                "10.1.2.3     | 1.1.1.1, 203.0.113.9  | 203.0.113.9", // what the peer made up is before its own address
                "10.1.2.3     | 203.0.113.9, 10.9.9.9 | 203.0.113.9", // two proxies
                "10.1.2.3     | 10.4.4.4, 10.9.9.9    | 10.4.4.4", // a peer inside
                "10.1.2.3     | 203.0.113.9:4711      | 203.0.113.9",
                "10.1.2.3     | [2001:db8::9]:4711    | 2001:db8:0:0:0:0:0:9",
                "10.1.2.3     | 2001:db8::9           | 2001:db8:0:0:0:0:0:9",
                "10.1.2.3     | unknown               | 10.1.2.3",
                "10.1.2.3     | 203.0.113.9, evil.example | 10.1.2.3",
                "10.1.2.3     | ,                     | 10.1.2.3",
                "2001:db8:ffff::1 | 203.0.113.9       | 203.0.113.9",
                "2001:db8:fffe::1 | 203.0.113.9       | 2001:db8:fffe::1"
            })
    void thePeerIsTheFirstThatIsNoProxyOfOurs(String from, String header, String expected) {
        assertThat(address(ForwardedBy.X_FORWARDED, handshake(from, "x-forwarded-for", header)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "10.1.2.3 | for=203.0.113.9;proto=https;host=a.example | 203.0.113.9",
                "10.1.2.3 | For=\"[2001:db8::9]:4711\"                  | 2001:db8:0:0:0:0:0:9",
                "10.1.2.3 | for=1.1.1.1, for=203.0.113.9;by=10.0.0.1    | 203.0.113.9",
                "10.1.2.3 | for=_hidden                                 | 10.1.2.3",
                "10.1.2.3 | proto=https                                 | 10.1.2.3",
                "10.1.2.3 | for=                                        | 10.1.2.3",
                "8.8.8.8  | for=203.0.113.9                             | 8.8.8.8"
            })
    void theStandardHeaderIsReadToo(String from, String header, String expected) {
        assertThat(address(ForwardedBy.FORWARDED, handshake(from, "forwarded", header)))
                .isEqualTo(expected);
    }

    @Test
    void aHeaderThatTheProxyDoesNotSetIsNotRead() {
        assertThat(address(ForwardedBy.FORWARDED, handshake("10.1.2.3", "x-forwarded-for", "1.1.1.1")))
                .isEqualTo("10.1.2.3");
        assertThat(address(ForwardedBy.X_FORWARDED, handshake("10.1.2.3", "forwarded", "for=1.1.1.1")))
                .isEqualTo("10.1.2.3");
    }

    @Test
    void severalLinesAreOneChain() {
        assertThat(address(
                        ForwardedBy.X_FORWARDED,
                        handshake("10.1.2.3", "x-forwarded-for", "1.1.1.1", "203.0.113.9", "10.2.2.2")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void aChainWithoutEndCostsLittle() {
        String hops = "10.0.0.1,".repeat(10_000) + "10.0.0.2";
        assertThat(address(ForwardedBy.X_FORWARDED, handshake("10.1.2.3", "x-forwarded-for", hops)))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void theHostThatWasAskedIsBelievedFromProxiesOnly() {
        Proxies proxies = new Proxies(new ProxyOptions(TRUSTED, ForwardedBy.X_FORWARDED));
        Handshake handshake = handshake("any", "x-forwarded-host", "app.example, inner.example");
        assertThat(proxies.host(handshake, "10.1.2.3")).hasValue("app.example");
        assertThat(proxies.host(handshake, "198.51.100.7")).hasValue("hub.example");
        assertThat(new Proxies(ProxyOptions.none()).host(handshake, "10.1.2.3")).hasValue("hub.example");
    }

    @Test
    void whoHoldsAnAddressIsToldByTheNetworkInIpv6() {
        assertThat(RemoteAddress.holder("203.0.113.9")).hasValue("203.0.113.9");
        assertThat(RemoteAddress.holder("2001:db8:0:1:a::1"))
                .isEqualTo(RemoteAddress.holder("2001:db8:0:1:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(RemoteAddress.holder("2001:db8:0:2:a::1"));
        assertThat(RemoteAddress.holder("::ffff:203.0.113.9")).hasValue("203.0.113.9");
        assertThat(RemoteAddress.holder("localhost")).isEmpty();
        assertThat(RemoteAddress.holder("")).isEmpty();
        assertThat(RemoteAddress.holder("999.1.1.1")).isEmpty();
    }
}
