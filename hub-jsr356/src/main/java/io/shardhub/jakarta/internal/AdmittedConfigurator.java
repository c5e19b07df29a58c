package io.shardhub.jakarta.internal;

import io.shardhub.auth.Identity;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * For one upgrade that has been admitted already: its endpoint holds the identity. Some containers drop the properties of
 * such a configuration, all of them keep the configurator.
 */
public final class AdmittedConfigurator extends BareConfigurator {

    private final Identity identity;

    private AdmittedConfigurator(Binding binding, Identity identity) {
        super(binding);
        this.identity = identity;
    }

    /** The configuration of one upgrade. */
    public static ServerEndpointConfig config(String path, Binding binding, Identity identity) {
        return ServerEndpointConfig.Builder.create(HubEndpoint.class, path)
                .configurator(new AdmittedConfigurator(binding, identity))
                .build();
    }

    @Override
    HubEndpoint endpoint() {
        return new HubEndpoint(binding(), identity);
    }
}
