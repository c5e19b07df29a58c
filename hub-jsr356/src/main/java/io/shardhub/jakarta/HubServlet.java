package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.internal.AdmittedConfigurator;
import io.shardhub.jakarta.internal.Binding;
import io.shardhub.jakarta.internal.Origins;
import io.shardhub.jakarta.internal.UpgradeRequests;
import io.shardhub.transport.Gateway;
import io.shardhub.transport.Refusal;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrades WebSocket requests into a hub: the recommended route. A peer that is refused gets an HTTP status and nothing is
 * upgraded, on every container alike.
 *
 * <table>
 * <caption>Answers, in the order of the checks</caption>
 * <tr><td>405</td><td>not a GET</td></tr>
 * <tr><td>426</td><td>not a WebSocket upgrade</td></tr>
 * <tr><td>503</td><td>the gateway has no room now; with {@code Retry-After}</td></tr>
 * <tr><td>403</td><td>the origin is not allowed</td></tr>
 * <tr><td>401, 403, ...</td><td>what the authenticator decided</td></tr>
 * <tr><td>500</td><td>the authenticator failed</td></tr>
 * </table>
 *
 * <p>The body says it once more as JSON: {@code {"error":"Unauthorized"}}.
 *
 * <p><b>Threading:</b> the container's request threads, concurrently; blocks only if the authenticator does.
 */
public final class HubServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(HubServlet.class);

    private final transient Authenticator authenticator;
    private final transient JakartaOptions options;
    private final transient Origins origins;
    private final transient Binding binding;

    private transient volatile @Nullable ServerContainer container; // set by init, before any request

    /** A servlet that hands peers to {@code gateway}; map it to {@link JakartaOptions#path}. */
    public HubServlet(Gateway gateway, Authenticator authenticator, JakartaOptions options) {
        this.authenticator = authenticator;
        this.options = options;
        this.origins = new Origins(options.allowedOrigins());
        this.binding = Binding.of(gateway, options);
    }

    /**
     * Adds a servlet to an application that is starting, mapped to {@link JakartaOptions#path}. Call it where
     * servlets may be added: in a {@code ServletContextListener} that is declared (not added by program), or in a
     * {@code ServletContainerInitializer}.
     *
     * @throws IllegalStateException if the path is taken, or the application has started
     */
    public static HubServlet register(
            ServletContext context, Gateway gateway, Authenticator authenticator, JakartaOptions options) {
        HubServlet servlet = new HubServlet(gateway, authenticator, options);
        String name = "shardhub " + options.path();
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        if (registration == null) {
            throw new IllegalStateException("a servlet named " + name + " is registered already");
        }
        Set<String> conflicts = registration.addMapping(options.path());
        if (!conflicts.isEmpty()) {
            throw new IllegalStateException(
                    "path: " + options.path() + " (expected: one that no servlet is mapped to)");
        }
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return servlet;
    }

    /** Finds the WebSocket container; fails at once where there is none. */
    @Override
    public void init() throws ServletException {
        Object found = getServletContext().getAttribute(ServerContainer.class.getName());
        if (!(found instanceof ServerContainer present)) {
            throw new ServletException("no WebSocket container in the servlet context attribute "
                    + ServerContainer.class.getName() + ": is the container's WebSocket module there?");
        }
        container = present;
    }

    /** Which ways messages took into the container so far; any thread. */
    public List<PipeSnapshot> pipes() {
        return binding.pipes().snapshot();
    }

    /** Lets the threads go as soon as nothing is left to do; the hub may be closed before or after. */
    @Override
    public void destroy() {
        binding.closer().close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            UpgradeRequests.refuse(response, 405);
        } else if (!UpgradeRequests.isUpgrade(request)) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "Upgrade");
            UpgradeRequests.refuse(response, 426);
        } else {
            Optional<Identity> identity = admit(request, response);
            if (identity.isPresent()) {
                upgrade(request, response, identity.get());
            }
        }
    }

    /** Who comes in; empty if the response refuses. */
    private Optional<Identity> admit(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Refusal> refusal = binding.gateway().refusal();
        if (refusal.isPresent()) {
            LOG.debug("refused: {}", refusal.get().reason());
            response.setHeader("Retry-After", Long.toString(refusal.get().retryAfterSeconds()));
            return UpgradeRequests.refuse(response, 503);
        }
        if (!origins.admit(request.getHeader("Origin"), request.getHeader("Host"))) {
            LOG.debug("refused: origin {}", request.getHeader("Origin"));
            return UpgradeRequests.refuse(response, 403);
        }
        Handshake handshake = UpgradeRequests.handshake(request);
        Decision decision;
        try {
            decision = authenticator.authenticate(handshake);
        } catch (RuntimeException e) {
            LOG.warn("authenticator failed for {}", handshake.path(), e);
            return UpgradeRequests.refuse(response, 500);
        }
        if (decision instanceof Decision.Refused refused) {
            LOG.debug("refused: {}", refused.reason());
            return UpgradeRequests.refuse(response, refused.status());
        }
        return Optional.of(((Decision.Admitted) decision).identity());
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response, Identity identity)
            throws ServletException, IOException {
        try {
            Objects.requireNonNull(container, "init has not been called")
                    .upgradeHttpToWebSocket(
                            request,
                            response,
                            AdmittedConfigurator.config(options.path(), binding, identity),
                            Map.of());
        } catch (DeploymentException e) {
            throw new ServletException("cannot upgrade " + options.path(), e);
        }
    }
}
