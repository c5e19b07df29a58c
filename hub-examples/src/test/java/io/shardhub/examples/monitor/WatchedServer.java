package io.shardhub.examples.monitor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.HandlerOptions;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.core.cluster.LoopbackCluster;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.monitor.Monitor;
import io.shardhub.jakarta.monitor.MonitorAuthorizer;
import io.shardhub.jakarta.monitor.MonitorServlet;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.options.HubOptions;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A hub in a Tomcat with its monitor, and another node of its cluster. */
final class WatchedServer implements AutoCloseable {

    private static final String PASSWORD = "let-me-look-at-it";
    private static final int SHARDS = 4;
    private static final int LONG = 16_384;
    private static final String PAIR = "ops:" + PASSWORD;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Manager manager;
    private final Manager other;
    private final EmbeddedTomcat tomcat;

    private WatchedServer() throws IOException {
        LoopbackCluster cluster = new LoopbackCluster(HubRuntime.threads());
        manager = start("watched", cluster);
        other = start("other", cluster);
        tomcat = EmbeddedTomcat.start(Listen.locally(0, 1_000), this::deploy);
    }

    static WatchedServer start() throws IOException {
        return new WatchedServer();
    }

    private static Manager start(String name, LoopbackCluster cluster) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "hub.name", name,
                "hub.shards.count", Integer.toString(SHARDS),
                "hub.shards.strategy", "round_robin",
                "hub.rebalance.interval", "0s",
                "hub.outbox.writeDeadline", "10m",
                "hub.outbox.maxAge", "10m",
                "hub.metrics.alerts.holdFor", "0s",
                "hub.metrics.alerts.handlerLatency", "0s", // this and the next say how busy the machine is
                "hub.metrics.alerts.deliveryLatency", "0s",
                "hub.metrics.alerts.queueAge", "1s"));
        return Manager.create(HubOptions.from(properties), HubParts.defaults().withCluster(cluster.newBus()))
                .on(
                        "ECHO",
                        JsonElement.class,
                        HandlerOptions.defaults(),
                        request -> request.client().send(Message.of("ECHO", "{}")))
                .start();
    }

    private void deploy(ServletContext context) {
        Monitor monitor = new Monitor(manager, MonitorAuthorizer.basic("ops", PASSWORD)).withPage("/ws");
        manager.allowMetrics(monitor.rule());
        MonitorServlet.register(context, monitor, "/api/ws");
        Authenticator door = monitor.door(Authenticator.trustingParameter("user"));
        HubServlet.register(context, manager, door, JakartaOptions.at("/ws"));
    }

    Manager manager() {
        return manager;
    }

    URI socketUrl(String user) {
        return URI.create("ws://127.0.0.1:" + tomcat.port() + "/ws?user=" + user);
    }

    /** With the name and the password in it, as people paste it. */
    String pageUrl() {
        return "http://" + PAIR + "@127.0.0.1:" + tomcat.port() + "/api/ws/dashboard";
    }

    /** What the API says. */
    JsonObject metrics() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + tomcat.port() + "/api/ws/metrics"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(PAIR.getBytes(StandardCharsets.UTF_8)))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(answer -> JsonParser.parseString(answer.body()).getAsJsonObject())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Broadcasts, one after the other. */
    void storm(int messages, int bytes) {
        for (int i = 0; i < messages; i++) {
            manager.hub().broadcast(message(bytes));
        }
    }

    /** Broadcasts without end. */
    Repeating keepStorming(Duration pause, int bytes) {
        return new Repeating(pause, round -> storm(1, bytes));
    }

    /** Drains one shard after the other and lets it have clients again, so that they move without end. */
    Repeating keepMoving(Duration pause) {
        return new Repeating(pause, round -> {
            int shard = round / 2 % SHARDS;
            if (round % 2 == 0) {
                manager.hub().drainShard(shard).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } else {
                manager.hub().reopenShard(shard).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                manager.hub().rebalance().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        });
    }

    /** Lets all shards have clients. */
    void reopenAll() throws Exception {
        for (int shard = 0; shard < SHARDS; shard++) {
            manager.hub().reopenShard(shard).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        manager.hub().rebalance().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static Message message(int bytes) {
        return Message.of("STORM", "\"" + "x".repeat(bytes) + "\"");
    }

    /** Until more is sent than the network and the outbox take of a user who does not read. */
    void stormUntilItIsSlow(String user) {
        ConnectionQuery query = new ConnectionQuery(user, null, -1, 0, 1);
        Awaitility.await("an outbox that is full").atMost(PATIENCE).until(() -> {
            storm(20, LONG);
            return manager.connections(query).connections().get(0).books().droppedTotal() > 0;
        });
    }

    /** A message that nobody may miss. */
    void closeWhoIsSlow() {
        manager.hub().broadcast(message(LONG).withOverflow(OverflowPolicy.DISCONNECT));
    }

    @Override
    public void close() throws IOException {
        manager.close();
        other.close();
        tomcat.close();
    }
}
