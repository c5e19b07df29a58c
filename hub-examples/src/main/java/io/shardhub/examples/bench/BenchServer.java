package io.shardhub.examples.bench;

import io.shardhub.Client;
import io.shardhub.HandlerOptions;
import io.shardhub.PublishResult;
import io.shardhub.RawJson;
import io.shardhub.Request;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedContainer;
import io.shardhub.examples.container.HubApplication;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.container.Logs;
import io.shardhub.examples.settings.Environment;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.LimitOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A hub without an application, on the loopback, for measurements.
 *
 * <table>
 *   <caption>What it does with a message</caption>
 *   <tr><th>Type</th><th>Data</th><th>Effect</th></tr>
 *   <tr><td>BROADCAST</td><td>anything</td><td>goes to every client, unchanged</td></tr>
 *   <tr><td>ECHO</td><td>anything</td><td>goes back to its sender, unchanged</td></tr>
 *   <tr><td>JOIN</td><td>topic</td><td>subscribes the sender</td></tr>
 *   <tr><td>PUBLISH</td><td>{topic, data}</td><td>goes to the subscribers of the topic, with {@code topic} in it</td></tr>
 * </table>
 */
public final class BenchServer implements AutoCloseable {

    private static final int MAX_CLIENTS = 25_000;

    private final Manager manager;
    private final EmbeddedContainer container;

    private BenchServer(Manager manager, EmbeddedContainer container) {
        this.manager = manager;
        this.container = container;
    }

    /** Starts a server. */
    static BenchServer start(BenchSettings settings) throws IOException {
        Manager manager = Manager.create(options(settings.shards()));
        HandlerOptions inline = HandlerOptions.inline();
        manager.on("BROADCAST", RawJson.class, inline, request -> broadcast(manager, request))
                .on("ECHO", RawJson.class, inline, BenchServer::echo)
                .on("JOIN", String.class, inline, BenchServer::join)
                .on("PUBLISH", Publication.class, inline, request -> publish(manager, request))
                .start();
        try {
            HubApplication hub = new HubApplication(
                    manager,
                    Authenticator.trustingParameter("user"),
                    JakartaOptions.at("/ws").withPipe(settings.pipe()));
            Listen listen = Listen.locally(settings.port(), MAX_CLIENTS + 100).withSmallBuffers();
            return new BenchServer(manager, settings.container().start(listen, hub));
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Serves until the process is told to end; {@link BenchSettings#read} says what the environment can set. */
    public static void main(String[] args) {
        try {
            Environment environment = new Environment(System.getenv());
            Logs.throughSlf4j(environment);
            BenchServer server = start(BenchSettings.read(environment));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "bench-shutdown"));
            System.out.println("ready: ws://127.0.0.1:" + server.port() + "/ws");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The port that it listens on. */
    int port() {
        return container.port();
    }

    @Override
    public void close() {
        manager.close();
        container.close();
    }

    private static HubOptions options(int shards) {
        HubOptions options = HubOptions.medium().withName("bench");
        int perShard = (MAX_CLIENTS + shards - 1) / shards;
        return options.withShards(options.shards().withCount(shards).withClientsPerShard(perShard))
                .withLimits(LimitOptions.unlimited())
                .withAdmission(
                        options.admission().withConnectsPerSecond(MAX_CLIENTS).withBurst(MAX_CLIENTS));
    }

    private static void broadcast(Manager manager, Request<RawJson> request) {
        report(request, manager.broadcast("BROADCAST", request.data()));
    }

    private static void echo(Request<RawJson> request) {
        request.client().send("ECHO", request.data());
    }

    private static void join(Request<String> request) {
        String topic = request.data();
        if (topic == null || topic.isEmpty() || topic.length() > Client.MAX_TOPIC_LENGTH) {
            request.fail("bad_data", "data: expected a topic of 1 to " + Client.MAX_TOPIC_LENGTH + " chars");
        } else {
            request.client().subscribe(topic);
        }
    }

    private static void publish(Manager manager, Request<Publication> request) {
        Publication publication = request.data();
        if (publication == null || publication.topic() == null) {
            request.fail("bad_data", "data: expected {topic, data}");
        } else {
            report(request, manager.publish(publication.topic(), "PUBLISH", publication.data()));
        }
    }

    private static void report(Request<?> request, PublishResult result) {
        if (!result.isComplete()) {
            request.fail("overloaded", result.toString());
        }
    }

    private record Publication(
            @Nullable String topic, @Nullable RawJson data) {}
}
