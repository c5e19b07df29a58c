package io.shardhub.jakarta.internal;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Negotiates nothing: compression costs each session 100 to 200 KiB, and the hub has one protocol. */
abstract class BareConfigurator extends ServerEndpointConfig.Configurator {

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
        return "";
    }

    @Override
    public final List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }
}
