package io.shardhub.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket handshake before it is accepted; immutable, with nothing of the container in it.
 *
 * @param path the request path
 * @param parameters decoded query parameters
 * @param headers request headers by lower-case name
 * @param remoteAddress the peer's address as text, empty if unknown
 * @param principal the name of the user that the container has authenticated
 */
public record Handshake(
        String path,
        Map<String, List<String>> parameters,
        Map<String, List<String>> headers,
        String remoteAddress,
        Optional<String> principal) {

    /** Copies the maps. */
    public Handshake {
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
    }

    /** Without values of parameters and headers: they may be secrets, such as tokens, and texts end up in logs. */
    @Override
    public String toString() {
        return "Handshake[" + path + " from " + remoteAddress + ", parameters " + new TreeSet<>(parameters.keySet())
                + ", headers " + new TreeSet<>(headers.keySet()) + "]";
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return first(parameters.get(name));
    }

    /** The first value of a header; the name in any case. */
    public Optional<String> header(String name) {
        return first(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    private static Optional<String> first(@Nullable List<String> values) {
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
}
