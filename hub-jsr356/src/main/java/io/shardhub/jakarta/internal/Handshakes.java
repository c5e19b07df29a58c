package io.shardhub.jakarta.internal;

import io.shardhub.auth.Handshake;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Handshakes as endpoints see them; touches no servlet class. */
final class Handshakes {

    /** Where Jetty tells the peer's address; the standard API does not. */
    private static final String REMOTE_ADDRESS = "jakarta.websocket.endpoint.remoteAddress";

    private Handshakes() {}

    static Handshake of(ServerEndpointConfig config, HandshakeRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        request.getHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return new Handshake(
                request.getRequestURI().getRawPath(),
                request.getParameterMap(),
                headers,
                config.getUserProperties().get(REMOTE_ADDRESS) instanceof InetSocketAddress address
                        ? address.getHostString()
                        : "",
                Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName));
    }
}
