package io.shardhub.jakarta.monitor;

import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.core.cluster.LoopbackCluster;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.AlertOptions;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.MetricsOptions;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real hub with clients, one of everything that shows in its measurements, and requests for its monitor. */
final class WatchedHub implements AutoCloseable {

    static final int CLIENTS = 7;

    /** One failure is too many, at once and for good. */
    private static final AlertOptions ALERTS = new AlertOptions(
            true, Duration.ZERO, 0.1, 0, 0, 1e-9, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, false);

    final Manager manager;

    WatchedHub() {
        LoopbackCluster cluster = new LoopbackCluster(HubRuntime.threads());
        HubOptions options = HubOptions.small()
                .withName("watched")
                .withClosing(ClosingOptions.defaults().withShutdown(Duration.ofMillis(50)))
                .withMetrics(MetricsOptions.defaults().withAlerts(ALERTS));
        manager = Manager.create(
                options.withShards(options.shards().withCount(2)),
                HubParts.defaults().withCluster(cluster.newBus()));
        manager.on("say", String.class, request -> manager.broadcast("said", request.data()));
        manager.on("fail", String.class, request -> {
            throw new IllegalStateException("<script>");
        });
        manager.allowTopics((client, topic) -> true).start();
        for (int i = 0; i < CLIENTS; i++) {
            Receiver receiver = manager.accept(
                    new RecordingConnection(Mode.SENT),
                    new Identity("user" + i, "192.0.2.1", Map.of("token", "secret-attribute")));
            if (i == 0) {
                receiver.text("{\"type\":\"hub.subscribe\",\"data\":{\"topic\":\"news\"}}");
                receiver.text("{\"type\":\"say\",\"data\":\"hello\"}");
                receiver.text("{\"type\":\"fail\",\"data\":\"x\"}");
                receiver.text("no json");
            }
        }
        Receiver gone = manager.accept(new RecordingConnection(Mode.SENT), Identity.of("gone"));
        await().until(() -> manager.hub().clients().size() == CLIENTS + 1);
        manager.hub().broadcast(Message.text("for all"));
        gone.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        await().until(() -> manager.metrics().activeConnections() == CLIENTS
                && manager.metrics().errorCount() == 1
                && manager.metrics().messagesReceived() == 4
                && manager.metrics().alerts().size() == 1
                && manager.metrics().hub().isReady()
                && manager.metrics().handlers().get("say").count() == 1);
    }

    /** A request without any right. */
    static MonitorRequest request(String method, String path, Map<String, List<String>> parameters) {
        return new MonitorRequest(method, path, new Handshake("/", parameters, Map.of(), "", Optional.empty()));
    }

    static MonitorRequest get(String path, String... parameters) {
        Map<String, List<String>> map = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], List.of(parameters[i + 1]));
        }
        return request("GET", path, map);
    }

    @Override
    public void close() {
        manager.close();
    }
}
