package io.shardhub.jakarta.internal;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * Negotiates compression only where it was asked for: it costs each session 90 to 180 KiB. Of subprotocols it knows one, which says
 * nothing new; but a browser that offers any, as the envelope of a token perhaps, wants one of them chosen.
 */
abstract class BareConfigurator extends ServerEndpointConfig.Configurator {

    /** The name of the hub's protocol. */
    private static final String SUBPROTOCOL = "shardhub";

    private final Binding binding;

    BareConfigurator(Binding binding) {
        this.binding = binding;
    }

    final Binding binding() {
        return binding;
    }

    /** The endpoint of the next session. */
    abstract HubEndpoint endpoint();

    @Override
    public final <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(endpoint());
    }

    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return true;
    }

    @Override
    public final String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.contains(SUBPROTOCOL) ? SUBPROTOCOL : "";
    }

    @Override
    public final List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return binding.compression() ? Compression.acceptable(requested) : List.of();
    }
}
