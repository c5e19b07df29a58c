package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.internal.AdmittedConfigurator;
import io.shardhub.jakarta.internal.Belongings;
import io.shardhub.jakarta.internal.Binding;
import io.shardhub.jakarta.internal.Checks;
import io.shardhub.jakarta.internal.Compression;
import io.shardhub.jakarta.internal.Outcome;
import io.shardhub.jakarta.internal.UpgradeRequests;
import io.shardhub.transport.Gateway;
import jakarta.servlet.AsyncContext;
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
 * <tr><td>426</td><td>not a WebSocket upgrade of version 13</td></tr>
 * <tr><td>400</td><td>an upgrade without a key of 16 bytes</td></tr>
 * <tr><td>503</td><td>the gateway has no room now; with {@code Retry-After}</td></tr>
 * <tr><td>403</td><td>the origin is not allowed</td></tr>
 * <tr><td>401, 403, ...</td><td>what the authenticator decided</td></tr>
 * <tr><td>500, 503</td><td>the authenticator failed, or did not answer in time</td></tr>
 * <tr><td>401, 429</td><td>the gateway does not take that peer: revoked, or too many</td></tr>
 * </table>
 *
 * <p>The body says it once more as JSON: {@code {"error":"Unauthorized"}}.
 *
 * <p><b>Threading:</b> the container's request threads, concurrently; blocks only if the authenticator does. For one that
 * {@linkplain io.shardhub.auth.Decision#later answers later} the request gives its thread back.
 */
public final class HubServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(HubServlet.class);

    /** The request's attribute for what was found out about it. */
    private static final String OUTCOME = HubServlet.class.getName() + ".outcome";

    private static final long SPARE_MILLIS = 5_000;
    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final String VERSION = "13";

    private final transient JakartaOptions options;
    private final transient Checks checks;
    private final transient Binding binding;
    private final transient Belongings belongings;

    private transient volatile @Nullable ServerContainer container; // set by init, before any request

    /** A servlet that hands peers to {@code gateway}; map it to {@link JakartaOptions#path}. */
    public HubServlet(Gateway gateway, Authenticator authenticator, JakartaOptions options) {
        this.options = options;
        this.checks = new Checks(gateway, authenticator, options);
        this.binding = Binding.of(gateway, authenticator, options);
        this.belongings = new Belongings(gateway.name());
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
        Compression.check(present, options);
        container = present;
    }

    /** Which ways messages took into the container so far; any thread. */
    public List<PipeSnapshot> pipes() {
        return binding.pipes().snapshot();
    }

    /**
     * Lets the threads go as soon as nothing is left to do; the hub may be closed before or after. A session that opens from
     * now on is closed at once with 1001. Of one that opened while the server stopped some containers report no end: the hub
     * finds it when it is closed, or when a ping fails.
     */
    @Override
    public void destroy() {
        binding.closer().close();
        belongings.close();
    }

    /** Closes that part, too, when the servlet is destroyed: an authenticator that serves nobody else. */
    public HubServlet owning(AutoCloseable part) {
        belongings.add(part);
        return this;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getAttribute(OUTCOME) instanceof Outcome known) { // found out while nobody waited
            settle(known, request, response);
        } else if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            UpgradeRequests.refuse(response, 405);
        } else if (!UpgradeRequests.isUpgrade(request)) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "Upgrade");
            UpgradeRequests.refuse(response, 426);
        } else if (!VERSION.equals(request.getHeader(VERSION_HEADER))) { // some containers know drafts of it
            response.setHeader(VERSION_HEADER, VERSION);
            UpgradeRequests.refuse(response, 426);
        } else if (!UpgradeRequests.hasKey(request)) { // some containers would call it a success
            UpgradeRequests.refuse(response, 400);
        } else {
            settle(checks.of(UpgradeRequests.handshake(request)), request, response);
        }
    }

    private void settle(Outcome outcome, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (outcome instanceof Outcome.Admitted admitted) {
            upgrade(request, response, admitted.identity());
        } else if (outcome instanceof Outcome.Refused refused) {
            UpgradeRequests.refuse(response, refused.refusal());
        } else if (outcome instanceof Outcome.Pending pending) {
            if (request.isAsyncSupported()) {
                settleLater(pending, request);
            } else {
                settle(checks.await(pending), request, response);
            }
        }
    }

    /** Gives the thread back; when it is known who the peer is the container calls again. */
    private void settleLater(Outcome.Pending pending, HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.setTimeout(options.authDeadline().toMillis() + SPARE_MILLIS); // what is later is lost anyway
        var unused = checks.later(pending).thenAccept(outcome -> {
            try {
                request.setAttribute(OUTCOME, outcome);
                async.dispatch();
            } catch (IllegalStateException e) { // the peer has gone
                LOG.debug("a handshake has ended before its answer", e);
            }
        });
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
