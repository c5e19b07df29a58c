package io.shardhub.jakarta.monitor;

import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.internal.UpgradeRequests;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves a {@link Monitor} below a path of a servlet context. */
public final class MonitorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Of a request that is refused by its method alone: a container would read its form for the parameters, whoever sends it. */
    private static final Handshake UNREAD = new Handshake("", Map.of(), Map.of(), "", Optional.empty());

    private final transient Monitor monitor;

    /** A servlet to be mapped to a path and everything below it, such as {@code /api/ws/*}. */
    public MonitorServlet(Monitor monitor) {
        this.monitor = monitor;
    }

    /**
     * Adds a servlet to an application that is starting, below that path.
     *
     * @param path such as {@code /api/ws}
     * @throws IllegalStateException if the path is taken, or the application has started
     */
    public static MonitorServlet register(ServletContext context, Monitor monitor, String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("path: " + path + " (expected: a plain path such as /api/ws)");
        }
        MonitorServlet servlet = new MonitorServlet(monitor);
        String name = "shardhub monitor " + path;
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        if (registration == null) {
            throw new IllegalStateException("a servlet named " + name + " is registered already");
        }
        Set<String> conflicts = registration.addMapping(path + "/*");
        if (!conflicts.isEmpty()) {
            throw new IllegalStateException("path: " + path + "/* (expected: one that no servlet is mapped to)");
        }
        return servlet;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        MonitorResponse answer = answer(request, method);
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.status() == HttpServletResponse.SC_NOT_MODIFIED) {
            return;
        }
        response.setContentLength(answer.body().length);
        if (!method.equals("HEAD")) {
            response.getOutputStream().write(answer.body());
        }
    }

    private MonitorResponse answer(HttpServletRequest request, String method) {
        String path = request.getPathInfo();
        Handshake details = UNREAD;
        if (method.equals("GET") || method.equals("HEAD")) {
            try {
                details = UpgradeRequests.handshake(request);
            } catch (RuntimeException e) { // each container has its own for a query that is none
                return Monitor.error(400, "query: cannot be decoded (expected: UTF-8, percent-encoded)");
            }
        }
        return monitor.handle(new MonitorRequest(method, path == null ? "" : path, details));
    }
}
