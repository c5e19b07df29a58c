package io.shardhub.examples.quiz;

import io.shardhub.core.Manager;
import io.shardhub.snapshot.HubSnapshot;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells a load balancer whether new clients should come: 200, or 503 with the reasons why not. */
final class ReadyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Manager manager;

    ReadyServlet(Manager manager) {
        this.manager = manager;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HubSnapshot snapshot = manager.snapshot();
        response.setStatus(snapshot.isReady() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("text/plain; charset=utf-8");
        response.getWriter().println(snapshot.isReady() ? "ready" : String.join("\n", snapshot.unready()));
    }
}
