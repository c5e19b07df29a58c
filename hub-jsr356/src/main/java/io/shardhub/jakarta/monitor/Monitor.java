package io.shardhub.jakarta.monitor;

import io.shardhub.Client;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.log.NodeLog;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.monitor.Monitored;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The monitoring API of a hub: a request comes in, a response goes out. Serve it with {@link MonitorServlet}, or with a few
 * lines in any HTTP server.
 *
 * <table>
 * <caption>What there is; all for GET and HEAD</caption>
 * <tr><td>{@code /health}</td><td>live and ready, with reasons; 503 if it is not both; for everybody</td></tr>
 * <tr><td>{@code /health/live}, {@code /health/ready}</td><td>the same, with the status of one of them</td></tr>
 * <tr><td>{@code /metrics}</td><td>all measurements</td></tr>
 * <tr><td>{@code /metrics/prometheus}</td><td>the same for Prometheus; 501 without Micrometer on the class path</td></tr>
 * <tr><td>{@code /shards}</td><td>the shards</td></tr>
 * <tr><td>{@code /connections}</td><td>clients in pages: {@code user}, {@code topic}, {@code shard}, {@code offset},
 *     {@code limit}</td></tr>
 * <tr><td>{@code /dashboard}</td><td>the live page, {@linkplain #withPage if it is wanted}</td></tr>
 * </table>
 *
 * <p>Everything else is 404, another method 405, a bad parameter 400; {@code {"error":"..."}} says why.
 *
 * <p><b>Threading:</b> any thread, concurrently; blocks only if the authorizer does.
 */
@AnyThread
public final class Monitor {

    private static final List<String> READING = List.of("GET", "HEAD");
    private static final List<String> CONNECTION_PARAMETERS = List.of("limit", "offset", "shard", "topic", "user");
    private static final int PAGE = 100;
    private static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PROMETHEUS_REGISTRY = "io.micrometer.prometheusmetrics.PrometheusMeterRegistry";

    private final Monitored hub;
    private final MonitorAuthorizer authorizer;
    private final @Nullable Page page;
    private final @Nullable Supplier<String> prometheus; // null without Micrometer, of which nothing is loaded then
    private final NodeLog trouble;
    private final Map<String, Route> routes = new TreeMap<>();

    /** What is at a path, whether everybody may see it, and how it may be asked for: methods, and names of parameters. */
    private record Route(
            boolean open,
            List<String> methods,
            List<String> parameters,
            Function<Parameters, MonitorResponse> answer) {}

    /** A monitor of that hub, for those whom the authorizer allows. */
    public Monitor(Monitored hub, MonitorAuthorizer authorizer) {
        this(hub, authorizer, null);
    }

    private Monitor(Monitored hub, MonitorAuthorizer authorizer, @Nullable Page page) {
        this.hub = hub;
        this.authorizer = authorizer;
        this.page = page;
        this.trouble = new NodeLog(
                LoggerFactory.getLogger(Monitor.class), hub.metrics().hub().name(), System::nanoTime);
        this.prometheus = Presence.isPresent(PROMETHEUS_REGISTRY) ? new PrometheusText(hub) : null;
        open("/health", health -> health.live() && health.ready());
        open("/health/live", Health::live);
        open("/health/ready", Health::ready);
        closed("/metrics", this::metrics);
        closed("/metrics/prometheus", this::prometheus);
        closed("/shards", this::shards);
        routes.put("/connections", new Route(false, READING, CONNECTION_PARAMETERS, this::connections));
        if (page != null) {
            show(page);
        }
    }

    private void open(String path, Predicate<Health> good) {
        routes.put(path, new Route(true, READING, List.of(), none -> health(good)));
    }

    private void closed(String path, Supplier<MonitorResponse> answer) {
        routes.put(path, new Route(false, READING, List.of(), none -> answer.get()));
    }

    private void show(Page shown) {
        routes.put("/dashboard/ticket", new Route(false, List.of("GET"), List.of(), none -> shown.ticket()));
        shown.files().forEach((name, file) -> closed("/dashboard" + name, () -> file));
    }

    /**
     * Also serves the live page, at {@code /dashboard}. It asks the hub for measurements over a WebSocket, with a ticket that
     * only those get whom the authorizer allows; the hub must be told of both, by {@link #door} and {@link #rule}.
     *
     * @param socket the path of the hub's endpoint as browsers see it, such as {@code /ws}, on the host that serves the page
     */
    public Monitor withPage(String socket) {
        return new Monitor(hub, authorizer, new Page(socket));
    }

    /** Admits who brings a ticket of the page, as user {@code hub.monitor}, and leaves everybody else to {@code next}. */
    public Authenticator door(Authenticator next) {
        return page == null ? next : page.door(next);
    }

    /** For the hub to ask who may have its measurements: those who came with a ticket of the page. */
    public Predicate<Client> rule() {
        Page tickets = page;
        return client -> tickets != null && tickets.isAdmitted(client);
    }

    /** Answers a request; never throws. */
    public MonitorResponse handle(MonitorRequest request) {
        Route route = routes.get(request.path());
        if (route == null) {
            return error(404, "nothing is here (expected: one of " + routes.keySet() + ")");
        }
        if (!route.methods.contains(request.method())) {
            return error(405, "method not allowed (expected: " + String.join(" or ", route.methods) + ")")
                    .with("Allow", String.join(", ", route.methods));
        }
        try {
            MonitorResponse refusal = route.open ? null : refusal(request.details());
            return refusal == null ? answer(route, request.details()) : refusal;
        } catch (BadParameter e) {
            return error(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            trouble.line(Level.WARN, "monitor_failed")
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("monitor: {} failed", request.path());
            return error(500, "failed, see the log");
        }
    }

    private static MonitorResponse answer(Route route, Handshake request) {
        return route.answer.apply(new Parameters(request, route.parameters)).unlessKnown(request);
    }

    private @Nullable MonitorResponse refusal(Handshake request) {
        Access access = authorizer.accessOf(request);
        return switch (access) {
            case ALLOWED -> null;
            case UNAUTHENTICATED ->
                error(401, "who are you?").with("WWW-Authenticate", "Basic realm=\"shardhub\", charset=\"UTF-8\"");
            case FORBIDDEN -> error(403, "not allowed");
        };
    }

    static MonitorResponse error(int status, String text) {
        return MonitorResponse.json(status, MonitorJson.of(Map.of("error", text)));
    }

    private MonitorResponse health(Predicate<Health> good) {
        Health health = Health.of(hub.health());
        return MonitorResponse.json(good.test(health) ? 200 : 503, health.json());
    }

    private MonitorResponse metrics() {
        return MonitorResponse.json(200, MonitorJson.of(hub.metrics()));
    }

    private MonitorResponse prometheus() {
        if (prometheus == null) {
            return error(501, "io.micrometer:micrometer-registry-prometheus is not on the class path");
        }
        return MonitorResponse.of(200, PROMETHEUS_TYPE, prometheus.get());
    }

    private MonitorResponse shards() {
        return MonitorResponse.json(
                200, MonitorJson.of(Map.of("shards", hub.metrics().hub().shards())));
    }

    private MonitorResponse connections(Parameters parameters) {
        ConnectionQuery query = new ConnectionQuery(
                parameters.text("user"),
                parameters.text("topic"),
                parameters.number("shard", 0, Integer.MAX_VALUE, -1),
                parameters.number("offset", 0, Integer.MAX_VALUE, 0),
                parameters.number("limit", 1, ConnectionQuery.MAX_LIMIT, PAGE));
        return MonitorResponse.json(200, MonitorJson.of(hub.connections(query)));
    }
}
