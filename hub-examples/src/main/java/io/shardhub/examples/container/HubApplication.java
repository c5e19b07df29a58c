package io.shardhub.examples.container;

import io.shardhub.auth.Authenticator;
import io.shardhub.jakarta.HubDeployment;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.transport.Gateway;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

/**
 * A hub and nothing else.
 *
 * @param gateway the hub's door, such as its manager
 * @param authenticator who may come in
 * @param options at which path, and how
 */
public record HubApplication(Gateway gateway, Authenticator authenticator, JakartaOptions options)
        implements Application {

    @Override
    public void deploy(ServletContext context) {
        HubServlet.register(context, gateway, authenticator, options);
    }

    @Override
    public Runnable deploy(ServerContainer container) throws DeploymentException {
        HubDeployment deployment = HubDeployment.deploy(container, gateway, authenticator, options);
        return deployment::close;
    }
}
