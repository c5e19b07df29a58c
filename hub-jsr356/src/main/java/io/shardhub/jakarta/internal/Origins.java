package io.shardhub.jakarta.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which origins may connect. Immutable. */
public final class Origins {

    /** The entry that allows every origin. */
    public static final String ANY = "*";

    private static final String BELOW = "*.";

    private final Set<String> allowed; // empty: the same origin only
    private final List<URI> below; // every name below these hosts

    /** A rule from the origins of the options. */
    public Origins(Set<String> allowed) {
        this.below = allowed.stream()
                .filter(Origins::isWildcard)
                .map(entry -> Objects.requireNonNull(parse(entry.replace(BELOW, ""))))
                .toList();
        this.allowed = allowed.stream()
                .filter(entry -> !isWildcard(entry))
                .map(entry -> ANY.equals(entry) ? ANY : normal(parse(entry)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether {@code text} is an origin, scheme, host and perhaps a port, nothing else; or such with all names below a host. */
    public static boolean isValid(String text) {
        return parse(text) != null || isWildcard(text);
    }

    /* A wildcard for a whole top level would let in anybody who buys a name. */
    private static boolean isWildcard(String text) {
        int star = text.indexOf("://" + BELOW);
        URI host = star < 0 ? null : parse(text.substring(0, star) + "://" + text.substring(star + 3 + BELOW.length()));
        return host != null && host.getHost().contains(".") && !host.getHost().contains(":");
    }

    /** Whether a request with that origin, to that host, may pass. */
    public boolean admit(@Nullable String origin, @Nullable String host) {
        if (origin == null || allowed.contains(ANY)) {
            return true;
        }
        URI parsed = parse(origin);
        if (parsed == null) {
            return false;
        }
        return isSameOnly()
                ? host != null && authority(parsed).equals(withoutDefaultPort(host, parsed.getScheme()))
                : allowed.contains(normal(parsed)) || below.stream().anyMatch(parent -> isBelow(parent, parsed));
    }

    private boolean isSameOnly() {
        return allowed.isEmpty() && below.isEmpty();
    }

    private static boolean isBelow(URI parent, URI origin) {
        return parent.getScheme().equalsIgnoreCase(origin.getScheme())
                && authority(origin).endsWith("." + authority(parent));
    }

    /** Whether a request with that origin may pass as far as this can be told without its host. */
    boolean mayAdmit(@Nullable String origin) {
        return admit(origin, null) || (isSameOnly() && origin != null && isValid(origin));
    }

    private static @Nullable URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean bare = uri.getRawPath() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            return uri.getScheme() != null && uri.getHost() != null && bare ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String normal(@Nullable URI origin) {
        if (origin == null) {
            throw new IllegalArgumentException("allowedOrigins: not an origin");
        }
        return origin.getScheme().toLowerCase(Locale.ROOT) + "://" + authority(origin);
    }

    private static String authority(URI origin) {
        return withoutDefaultPort(origin.getRawAuthority(), origin.getScheme());
    }

    private static String withoutDefaultPort(String authority, String scheme) {
        String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
