package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shardhub.HandlerOptions;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.jakarta.micrometer.HubMeters;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.snapshot.InboundSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads: held to promtool, and read by a real Prometheus. */
final class PrometheusTest {

    private static WatchedHub hub;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        hub = new WatchedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String scrape() {
        MonitorResponse answer = new Monitor(hub.manager, request -> Access.ALLOWED).handle(get("/metrics/prometheus"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsExportedIsWhatIsMeasured() {
        String text = scrape();
        assertThat(text)
                .contains("shardhub_connections{hub=\"watched\"} 7.0\n")
                .contains("shardhub_errors_total{hub=\"watched\"} 1.0\n")
                .contains("shardhub_messages_received_total{hub=\"watched\"} 4.0\n")
                .contains("shardhub_messages_faults_total{cause=\"bad_json\",hub=\"watched\"} 1.0\n")
                .contains("shardhub_disconnects_total{code=\"1000\",hub=\"watched\"} 1.0\n")
                .contains("shardhub_handler_seconds_count{hub=\"watched\",type=\"say\"} 1")
                .contains("shardhub_handler_percentile_seconds{hub=\"watched\",percentile=\"99\",type=\"say\"}")
                .contains("shardhub_shard_connections{hub=\"watched\",shard=\"1\"}")
                .contains("shardhub_cluster_nodes{hub=\"watched\"} 1.0\n")
                .contains("shardhub_ready{hub=\"watched\"} 1.0\n");
    }

    @Test
    void everyCauseOfAFaultIsExported() {
        assertThat(new PrometheusExport(scrape()).values("shardhub_messages_faults_total", "cause"))
                .isEqualTo(InboundSnapshot.FAULTS);
    }

    @Test
    void labelsComeFromFixedSets() {
        Set<String> labels = new TreeSet<>();
        Matcher matcher = Pattern.compile("[{,]([a-z_]+)=\"").matcher(scrape());
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        assertThat(labels)
                .containsExactly(
                        "cause", "code", "depth", "direction", "hub", "percentile", "priority", "shard", "type");
        assertThat(scrape()).doesNotContain("user0", "news");
    }

    @Test
    void shardsAndHandlersMayComeLater() throws Exception {
        try (WatchedHub growing = new WatchedHub()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            HubMeters meters = new HubMeters(growing.manager);
            meters.bindTo(registry);
            growing.manager.on("late", String.class, HandlerOptions.defaults(), request -> {});
            growing.manager.hub().resize(3).get(30, TimeUnit.SECONDS);
            assertThat(registry.find("shardhub.shard.connections").gauges()).hasSize(2);
            meters.refresh();
            assertThat(registry.find("shardhub.shard.connections").gauges()).hasSize(3);
            assertThat(registry.get("shardhub.handler")
                            .tag("type", "late")
                            .functionTimer()
                            .count())
                    .isZero();
            growing.manager.hub().resize(1).get(30, TimeUnit.SECONDS);
            meters.refresh();
            assertThat(registry.find("shardhub.shard.connections").gauges()).hasSize(1);
            assertThatThrownBy(() -> meters.bindTo(registry)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aShardSaysWhetherItTakesNewClients() throws Exception {
        try (WatchedHub watched = new WatchedHub()) {
            watched.manager.hub().drainShard(1).get(30, TimeUnit.SECONDS);
            Monitor monitor = new Monitor(watched.manager, request -> Access.ALLOWED);
            assertThat(new String(monitor.handle(get("/metrics/prometheus")).body(), StandardCharsets.UTF_8))
                    .contains("shardhub_shard_accepting{hub=\"watched\",shard=\"0\"} 1.0\n")
                    .contains("shardhub_shard_accepting{hub=\"watched\",shard=\"1\"} 0.0\n");
        }
    }

    @Test
    void metersOfShardsSayWhatIsNow() throws Exception {
        try (WatchedHub watched = new WatchedHub()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new HubMeters(watched.manager).bindTo(registry);
            watched.manager.accept(new RecordingConnection(RecordingConnection.Mode.SENT), Identity.of("late"));
            await().untilAsserted(() -> assertThat(registry.get("shardhub.shard.connections").gauges().stream()
                            .mapToDouble(Gauge::value)
                            .sum())
                    .isEqualTo(WatchedHub.CLIENTS + 1));
        }
    }

    @Test
    void promtoolFindsNothingAmiss() throws Exception {
        Tools.need("promtool");
        Path metrics = Files.writeString(directory.resolve("metrics.txt"), scrape());
        assertThat(Tools.run(directory, metrics, "promtool", "check", "metrics"))
                .isEmpty();
    }

    @Test
    void aRealPrometheusReadsIt() throws Exception {
        Tools.need("prometheus");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Monitor monitor = new Monitor(hub.manager, MonitorAuthorizer.bearer("0123456789abcdef"));
        server.createContext("/api/ws", exchange -> {
            MonitorResponse answer = monitor.handle(new MonitorRequest(
                    "GET",
                    exchange.getRequestURI().getPath().substring("/api/ws".length()),
                    Tools.handshake(exchange.getRequestHeaders())));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        });
        server.start();
        int port = freePort();
        Path config = Files.writeString(directory.resolve("prometheus.yml"), """
                scrape_configs:
                  - job_name: shardhub
                    scrape_interval: 1s
                    metrics_path: /api/ws/metrics/prometheus
                    authorization: {credentials: 0123456789abcdef}
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(
                        server.getAddress().getPort()));
        Process prometheus = new ProcessBuilder(List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(IOException.class)
                    .until(() -> query(port, "shardhub_connections").contains("\"7\""));
            assertThat(query(port, "up{job=\"shardhub\"}")).contains("\"1\"");
            assertThat(query(port, "sum(shardhub_shard_connections)")).contains("\"7\"");
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
            server.stop(0);
        }
    }

    private static String query(int port, String expression) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
