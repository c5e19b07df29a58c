package io.shardhub.jakarta;

import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.util.Map;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.server.TyrusServerContainer;

/** Tyrus on Grizzly, without servlets. */
record TyrusServer(TyrusServerContainer container, HubDeployment deployment) implements TestServer {

    static TestServer withDeployment(Bound bound) throws DeploymentException, IOException {
        TyrusServerContainer container = (TyrusServerContainer) new GrizzlyServerContainer().createContainer(Map.of());
        HubDeployment deployment =
                HubDeployment.deploy(container, bound.gateway(), bound.authenticator(), bound.options());
        container.start("/", 0);
        return new TyrusServer(container, deployment);
    }

    @Override
    public int port() {
        return container.getPort();
    }

    @Override
    public void close() {
        container.stop();
        deployment.close();
    }
}
