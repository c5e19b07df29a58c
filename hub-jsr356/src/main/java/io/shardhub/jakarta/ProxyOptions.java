package io.shardhub.jakarta;

import io.shardhub.jakarta.internal.Network;
import java.util.Set;

/**
 * Which proxies are believed when they say for whom they ask. A proxy must set its header, or add to it, whatever the peer sent.
 *
 * @param trusted addresses, or networks such as {@code 10.0.0.0/8}; empty to believe nobody
 * @param header where they say it
 */
public record ProxyOptions(Set<String> trusted, ForwardedBy header) {

    /** Checks the networks. */
    public ProxyOptions {
        trusted = Set.copyOf(trusted);
        trusted.forEach(Network::parse);
    }

    /** No proxy is believed: peers are who they are seen as. */
    public static ProxyOptions none() {
        return new ProxyOptions(Set.of(), ForwardedBy.X_FORWARDED);
    }
}
