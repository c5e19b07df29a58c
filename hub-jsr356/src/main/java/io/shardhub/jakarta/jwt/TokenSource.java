package io.shardhub.jakarta.jwt;

import io.shardhub.auth.Handshake;
import java.util.List;
import java.util.Optional;

/**
 * Where a token is in a handshake. A token in a query parameter ends up in access logs, of proxies too; browsers can send it in a
 * cookie or as a subprotocol instead, everybody else as a bearer.
 *
 * <p><b>Threading:</b> the container's request threads, concurrently; must not block.
 */
@FunctionalInterface
public interface TokenSource {

    /** The token of a handshake, if it has one here. */
    Optional<String> token(Handshake handshake);

    /** The query parameter of that name, as in {@code /ws?token=...}. */
    static TokenSource parameter(String name) {
        return handshake -> handshake.parameter(name);
    }

    /** The header {@code Authorization: Bearer ...}. */
    static TokenSource bearer() {
        return handshake -> handshake.header("authorization").flatMap(value -> after("bearer ", value.trim()));
    }

    /** The cookie of that name. Needs an origin check, which is on by default: browsers send cookies for every page. */
    static TokenSource cookie(String name) {
        return handshake -> handshake.headers().getOrDefault("cookie", List.of()).stream()
                .flatMap(header -> List.of(header.split(";", -1)).stream())
                .flatMap(pair -> after(name + "=", pair.trim()).stream())
                .findFirst();
    }

    /**
     * A subprotocol that begins with {@code token.}. A browser wants one of its offers chosen, and the hub chooses {@code shardhub}:
     * {@code new WebSocket(url, ["shardhub", "token." + token])}.
     */
    static TokenSource subprotocol() {
        return handshake -> handshake.headers().getOrDefault("sec-websocket-protocol", List.of()).stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .flatMap(offer -> after("token.", offer.trim()).stream())
                .findFirst();
    }

    private static Optional<String> after(String prefix, String text) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length())
                ? Optional.of(text.substring(prefix.length()).trim())
                : Optional.empty();
    }
}
