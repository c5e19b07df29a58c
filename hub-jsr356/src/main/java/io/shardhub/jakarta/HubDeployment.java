package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.jakarta.internal.Belongings;
import io.shardhub.jakarta.internal.Binding;
import io.shardhub.jakarta.internal.Checks;
import io.shardhub.jakarta.internal.Compression;
import io.shardhub.jakarta.internal.TicketConfigurator;
import io.shardhub.transport.Gateway;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.util.List;

/**
 * Binds a hub to a container without servlets, such as Tyrus standalone. Where there are servlets, {@link HubServlet} is the
 * better route: the API gives an endpoint no way to answer a handshake with a status, so here a peer that is refused is
 * upgraded and then closed at once, with 4401, 4403 or 1013, before the hub hears of it; only an origin that cannot be
 * allowed gets a real 403. Nor does the API tell the peer's address, which is empty here except on Jetty.
 *
 * <p>Needs version 2.1 of the API, which gives every handshake its own user properties; on a container that does not, every
 * handshake fails. Undertow is one.
 */
public final class HubDeployment implements AutoCloseable {

    private final Binding binding;
    private final Belongings belongings;

    private HubDeployment(Binding binding) {
        this.binding = binding;
        this.belongings = new Belongings(binding.gateway().name());
    }

    /**
     * Adds the hub's endpoint to a container. The authenticator runs on the container's handshake threads, which also
     * wait, few at a time, for one that {@linkplain io.shardhub.auth.Decision#later answers later}.
     *
     * @throws IllegalArgumentException if compression is on and the container has none
     * @throws DeploymentException if the container refuses, for instance because the path is taken
     */
    public static HubDeployment deploy(
            ServerContainer container, Gateway gateway, Authenticator authenticator, JakartaOptions options)
            throws DeploymentException {
        Compression.check(container, options);
        Binding binding = Binding.of(gateway, authenticator, options);
        container.addEndpoint(
                TicketConfigurator.config(options.path(), binding, new Checks(gateway, authenticator, options)));
        return new HubDeployment(binding);
    }

    /** Which ways messages took into the container so far; any thread. */
    public List<PipeSnapshot> pipes() {
        return binding.pipes().snapshot();
    }

    /** Closes that part, too, when this is closed: an authenticator that serves nobody else. */
    public HubDeployment owning(AutoCloseable part) {
        belongings.add(part);
        return this;
    }

    /**
     * Lets the threads of this deployment go as soon as nothing is left to do. Connections stay open: closing them is the
     * hub's part, before or after; one that opens from now on is closed at once with 1001. Returns at once, is idempotent. An
     * endpoint cannot be removed from its container.
     */
    @Override
    public void close() {
        binding.closer().close();
        belongings.close();
    }
}
