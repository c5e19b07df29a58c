package io.shardhub.jakarta.internal;

import io.shardhub.auth.Handshake;
import io.shardhub.auth.RemoteAddress;
import io.shardhub.jakarta.ForwardedBy;
import io.shardhub.jakarta.ProxyOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds for whom a proxy asks. Each proxy adds the address that it was asked from at the end; so from there on, what trusted
 * proxies said is true, and the first address that is none of theirs is the peer's. Immutable.
 */
final class Proxies {

    /** Longer chains are made up. */
    private static final int MAX_HOPS = 32;

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](:\\d+)?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d+");
    private static final Pattern PAIR = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(?:\"([^\"]*)\"|([^;,\"\\s]*))\\s*");

    private final List<Network> trusted;
    private final ForwardedBy header;

    Proxies(ProxyOptions options) {
        this.trusted = options.trusted().stream().map(Network::parse).toList();
        this.header = options.header();
    }

    /** The handshake as the peer meant it, from its address. */
    Handshake seenThrough(Handshake handshake) {
        if (!isTrusted(handshake.remoteAddress())) {
            return handshake;
        }
        List<String> hops = hops(handshake);
        String address = handshake.remoteAddress();
        for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - MAX_HOPS) && isTrusted(address); i--) {
            Optional<String> before = literal(hops.get(i));
            if (before.isEmpty()) {
                break; // it does not say: what is known is who said so
            }
            address = before.get();
        }
        return new Handshake(
                handshake.path(), handshake.parameters(), handshake.headers(), address, handshake.principal());
    }

    /** Which host the peer asked. */
    Optional<String> host(Handshake handshake, String seenAddress) {
        Optional<String> forwarded = isTrusted(seenAddress) ? forwardedHost(handshake) : Optional.empty();
        return forwarded.or(() -> handshake.header("host"));
    }

    private Optional<String> forwardedHost(Handshake handshake) {
        List<String> hosts =
                header == ForwardedBy.FORWARDED ? values(handshake, "host") : entries(handshake, "x-forwarded-host");
        return hosts.isEmpty()
                ? Optional.empty()
                : Optional.of(hosts.get(0)); // the proxy that the peer saw was the first
    }

    private boolean isTrusted(String address) {
        if (trusted.isEmpty()) {
            return false;
        }
        Optional<InetAddress> parsed = RemoteAddress.parse(address);
        return parsed.isPresent() && trusted.stream().anyMatch(network -> network.contains(parsed.get()));
    }

    private List<String> hops(Handshake handshake) {
        return header == ForwardedBy.FORWARDED ? values(handshake, "for") : entries(handshake, "x-forwarded-for");
    }

    private static List<String> entries(Handshake handshake, String name) {
        List<String> entries = new ArrayList<>();
        for (String line : handshake.headers().getOrDefault(name, List.of())) {
            for (String entry : line.split(",", -1)) {
                entries.add(entry.trim());
            }
        }
        return entries;
    }

    private static List<String> values(Handshake handshake, String name) {
        List<String> values = new ArrayList<>();
        for (String element : entries(handshake, "forwarded")) {
            for (String pair : element.split(";", -1)) {
                Matcher matcher = PAIR.matcher(pair);
                if (matcher.matches() && matcher.group(1).equalsIgnoreCase(name)) {
                    values.add(matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
                }
            }
        }
        return values;
    }

    /** The address of a hop, which may be in brackets, and may have a port. */
    private static Optional<String> literal(String hop) {
        Matcher bracketed = BRACKETED.matcher(hop);
        Matcher withPort = WITH_PORT.matcher(hop);
        String bare = bracketed.matches() ? bracketed.group(1) : withPort.matches() ? withPort.group(1) : hop;
        return RemoteAddress.parse(bare).map(InetAddress::getHostAddress);
    }
}
