package io.shardhub.jakarta.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.shardhub.auth.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The monitor over HTTP: in a servlet container, and without one. */
final class MonitorServletTest {

    private static final String TOKEN = "0123456789abcdef0123";

    private static WatchedHub hub;
    private static Tomcat tomcat;

    @BeforeAll
    static void start() throws Exception {
        hub = new WatchedHub();
        tomcat = new Tomcat();
        tomcat.setBaseDir("target/tomcat");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("/app", null);
        Monitor monitor = new Monitor(hub.manager, MonitorAuthorizer.bearer(TOKEN)).withPage("/ws");
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    MonitorServlet.register(servlets, monitor, "/api/ws");
                    assertThatThrownBy(() -> MonitorServlet.register(servlets, monitor, "/api/ws"))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> MonitorServlet.register(servlets, monitor, "api"))
                            .hasMessageContaining("expected: a plain path");
                },
                Set.of());
        tomcat.start();
    }

    @AfterAll
    static void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        hub.close();
    }

    private static HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        int port = tomcat.getConnector().getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/app" + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> allowed(String method, String path) throws Exception {
        return ask(method, path, "Authorization", "Bearer " + TOKEN);
    }

    @Test
    void answersOverHttp() throws Exception {
        HttpResponse<String> metrics = allowed("GET", "/api/ws/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).startsWith("{\"time\":\"").contains("\"active_connections\":7");
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(metrics.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(allowed("GET", "/api/ws/connections?user=user%33&limit=5").body())
                .contains("\"total\":1");
        assertThat(allowed("GET", "/api/ws/connections?limit=x").statusCode()).isEqualTo(400);
        assertThat(allowed("GET", "/api/ws/nothing").statusCode()).isEqualTo(404);
        assertThat(allowed("GET", "/api/ws").statusCode()).isEqualTo(404);
        assertThat(allowed("DELETE", "/api/ws/metrics").statusCode()).isEqualTo(405);
        assertThat(ask("GET", "/api/ws/metrics").statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/api/ws/health").statusCode()).isEqualTo(200);
    }

    @Test
    void headHasTheLengthOfGetAndNoBody() throws Exception {
        HttpResponse<String> get = ask("GET", "/api/ws/health");
        HttpResponse<String> head = ask("HEAD", "/api/ws/health");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get.headers().firstValue("Content-Length"))
                .hasValue(Integer.toString(get.body().length()));
    }

    @Test
    void aFileOfThePageIsSentOnce() throws Exception {
        String path = "/api/ws/dashboard/page.js";
        HttpResponse<String> first = allowed("GET", path);
        assertThat(first.statusCode()).isEqualTo(200);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<String> again = ask(method, path, "Authorization", "Bearer " + TOKEN, "If-None-Match", tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).hasValue(tag);
            assertThat(again.headers().firstValue("Content-Length"))
                    .as("a length would be that of the file")
                    .isNotEqualTo(Optional.of("0"));
        }
    }

    @Test
    void aQueryThatIsNoneIsRefusedAsAnyBadParameter() throws Exception {
        int port = tomcat.getConnector().getLocalPort();
        for (String query : List.of("x=%zz", "user=%FF%FE")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("GET /app/api/ws/health?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer)
                        .startsWith("HTTP/1.1 400")
                        .contains("{\"error\":\"")
                        .doesNotContain("html");
            }
        }
    }

    /** Nobody's form is read before it is known that it may be sent. */
    @Test
    void aFormIsNotAllowedWhateverIsInIt() throws Exception {
        int port = tomcat.getConnector().getLocalPort();
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/app/api/ws/metrics"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("x=%zz"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(form, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void needsNoServlets() throws Exception {
        Monitor monitor = new Monitor(hub.manager, MonitorAuthorizer.bearer(TOKEN));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/ws", exchange -> {
            Map<String, List<String>> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            MonitorResponse answer = monitor.handle(new MonitorRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath().substring("/api/ws".length()),
                    new Handshake("", Map.of(), headers, "", Optional.empty())));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        });
        server.start();
        try {
            assertThat(fetch(server, "/api/ws/metrics", "Bearer " + TOKEN)).contains("\"active_connections\":7");
            assertThat(fetch(server, "/api/ws/metrics", "Bearer other")).isEqualTo("{\"error\":\"who are you?\"}");
        } finally {
            server.stop(0);
        }
    }

    private static String fetch(HttpServer server, String path, String authorization)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
