package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private final Origins same = new Origins(Set.of());
    private final Origins listed = new Origins(Set.of("https://App.example.com", "http://localhost:3000"));

    @ParameterizedTest
    @CsvSource({
        "https://example.com, example.com",
        "https://EXAMPLE.com, Example.COM",
        "https://example.com, example.com:443",
        "https://example.com:443, example.com",
        "http://example.com:80, example.com",
        "http://example.com:8080, example.com:8080",
        "http://[::1]:8080, [::1]:8080"
    })
    void theSameOriginIsAdmitted(String origin, String host) {
        assertThat(same.admit(origin, host)).isTrue();
        assertThat(same.mayAdmit(origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, example.com:8443",
        "https://example.com:8443, example.com",
        "http://example.com, example.com:443",
        "https://evil.example, example.com",
        "https://example.com.evil.example, example.com",
        "https://evil.example/example.com, example.com",
        "https://example.com@evil.example, example.com",
        "https://evil.example?example.com, example.com",
        "null, example.com",
        "example.com, example.com",
        "file://, example.com",
        "'', example.com"
    })
    void everyOtherOriginIsRefused(String origin, String host) {
        assertThat(same.admit(origin, host)).isFalse();
    }

    @Test
    void aRequestWithoutOriginComesFromNoBrowser() {
        assertThat(same.admit(null, "example.com")).isTrue();
        assertThat(listed.admit(null, "example.com")).isTrue();
        assertThat(same.mayAdmit(null)).isTrue();
    }

    @Test
    void anOriginWithoutHostIsRefused() {
        assertThat(same.admit("https://example.com", null)).isFalse();
    }

    @Test
    void listedOriginsAreAdmittedWhateverTheHost() {
        assertThat(listed.admit("https://app.example.com", "10.0.0.1")).isTrue();
        assertThat(listed.admit("https://app.example.com:443", null)).isTrue();
        assertThat(listed.admit("http://localhost:3000", "localhost:8080")).isTrue();
        assertThat(listed.mayAdmit("https://app.example.com")).isTrue();
    }

    @Test
    void aListMakesNoExceptionForTheSameOrigin() {
        assertThat(listed.admit("https://10.0.0.1", "10.0.0.1")).isFalse();
        assertThat(listed.admit("http://app.example.com", null)).isFalse();
        assertThat(listed.mayAdmit("https://10.0.0.1")).isFalse();
    }

    @Test
    void aStarAdmitsEveryOrigin() {
        Origins all = new Origins(Set.of("*"));
        assertThat(all.admit("https://evil.example", "example.com")).isTrue();
        assertThat(all.admit("null", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "example.com", "https://", "https://a.example/", "https://a.example?b", "*"})
    void whatIsNoOriginIsNotValid(String text) {
        assertThat(Origins.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com, true",
        "https://A.B.Example.com, true",
        "https://a.example.com:443, true",
        "https://example.com, false",
        "http://a.example.com, false",
        "https://a.example.com:8443, false",
        "https://aexample.com, false",
        "https://a.example.com.evil.example, false",
        "https://*.example.com, false",
        "https://other.org, true"
    })
    void aWildcardAdmitsEveryNameBelowAHost(String origin, boolean admitted) {
        Origins below = new Origins(Set.of("https://*.example.com", "https://other.org"));
        assertThat(below.admit(origin, "example.com")).isEqualTo(admitted);
        assertThat(new Origins(Set.of("https://*.example.com")).admit("https://evil.example", "evil.example"))
                .as("the same origin is no exception")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://*.example.com, true",
        "https://*.example.com:8443, true",
        "https://*.com, false",
        "https://*, false",
        "https://a.*.example.com, false",
        "https://*.*.example.com, false",
        "https://*.example.com/x, false",
        "*.example.com, false"
    })
    void aWildcardStandsForNamesBelowAHostOnly(String text, boolean valid) {
        assertThat(Origins.isValid(text)).isEqualTo(valid);
    }
}
