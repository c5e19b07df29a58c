package io.shardhub.examples.cluster;

import io.shardhub.examples.quiz.QuizSecret;
import io.shardhub.examples.quiz.QuizServer;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * Two quiz servers that act as one, each in a process of its own, with a Redis between them and a load balancer before them.
 * Ends all of them, in the opposite order, when it is told to end.
 */
public final class QuizCluster implements AutoCloseable {

    private static final List<String> NODES = List.of("A", "B");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClusterSettings settings;
    private final Path folder;
    private final Deque<Child> children = new ArrayDeque<>(); // the last one that was started is first
    private volatile boolean closing;

    private QuizCluster(ClusterSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Runs the cluster until the process is told to end. See {@link ClusterSettings#read} for what can be set. */
    public static void main(String[] args) {
        try {
            ClusterSettings settings = ClusterSettings.read(List.of(args), System.getenv());
            QuizCluster cluster = new QuizCluster(settings, Files.createTempDirectory("shardhub-cluster-"));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "cluster-shutdown"));
            cluster.open();
            cluster.awaitEnd();
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open() throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        if (settings.namesRedis()) {
            say("Redis is the one that the environment names");
        } else {
            environment.put("HUB_REDIS_ADDRESS", "127.0.0.1:" + redis());
        }
        environment.put("QUIZ_SECRET", secret().text());
        // Behind the balancer all players have one address.
        environment.put("QUIZ_LOGINS_PER_MINUTE", settings.variables().getOrDefault("QUIZ_LOGINS_PER_MINUTE", "60000"));
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < NODES.size(); i++) {
            int port = port(i + 1);
            node(NODES.get(i), port, environment);
            values.put(NODES.get(i), address(port));
        }
        for (Child child : List.copyOf(children)) {
            if (NODES.contains(child.name())) {
                child.awaitFirstLine();
            }
        }
        awaitReady(values.values());
        values.forEach((letter, address) -> say("Node " + letter + " is at http://" + address + "/ (process "
                + child(letter).pid() + ")"));
        balancer(values);
    }

    /** One for both nodes: a player may reach either with the same token. */
    private QuizSecret secret() throws IOException {
        return QuizSecret.givenOrKept(QuizSecret.read(settings.variables()), data());
    }

    private Child child(String name) {
        return children.stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Starts a Redis that keeps nothing; the one on the path, or the one that comes with the examples. */
    private int redis() throws IOException, InterruptedException {
        int port = port(NODES.size() + 1);
        start(
                "redis",
                List.of(
                        redisProgram().getPath(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString(),
                        "--loglevel",
                        "warning"),
                Map.of());
        awaitPort("127.0.0.1", port, "redis");
        say("Redis is at 127.0.0.1:" + port);
        return port;
    }

    private File redisProgram() throws IOException {
        try {
            return ExecutableProvider.newExecutableInPath("redis-server").get();
        } catch (FileNotFoundException e) {
            return ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        }
    }

    private void node(String letter, int port, Map<String, String> shared) throws IOException {
        Map<String, String> environment = new HashMap<>(shared);
        environment.put("QUIZ_NODE", letter);
        environment.put("HOST", settings.host());
        environment.put("QUIZ_DATA", data().resolve(letter).toString());
        start(
                letter,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        QuizServer.class.getName(),
                        Integer.toString(port)),
                environment);
    }

    /** Where quizzes are kept: they go on when the cluster comes again on the same port. */
    private Path data() {
        String given = settings.variables().get("QUIZ_DATA");
        return given != null
                ? Path.of(given)
                : settings.port() == 0
                        ? folder.resolve("quizzes")
                        : Path.of(System.getProperty("java.io.tmpdir"), "shardhub-cluster-" + settings.port());
    }

    private void balancer(Map<String, String> nodes) throws IOException, InterruptedException {
        Balancer balancer = settings.balancer();
        if (balancer == null) {
            say(
                    "No load balancer: neither haproxy nor nginx is installed, or BALANCER=none. Go to either node. (Ctrl-C ends it)");
            return;
        }
        int port = port(0);
        Map<String, String> values = new HashMap<>(nodes);
        values.put("ADDRESS", address(port));
        values.put("FOLDER", folder.toString());
        Path program = balancer.find(settings.variables()).orElseThrow();
        start(balancer.toString(), balancer.command(program, balancer.configure(folder, values)), Map.of());
        awaitPort(settings.host(), port, balancer.toString());
        say("The quiz is at http://" + address(port) + "/ behind " + balancer + " (Ctrl-C ends it)");
    }

    private void start(String name, List<String> command, Map<String, String> environment) throws IOException {
        Child child = Child.start(name, command, environment, line -> log(name, line));
        synchronized (this) {
            children.push(child);
        }
        if (closing) {
            child.close(); // whoever closed the cluster may not have seen it
        }
        CompletableFuture<Void> unused = child.end().thenAccept(code -> {
            if (!closing) {
                say(name + " has ended with status " + code);
            }
        });
    }

    /** What a node says first is known already. */
    private static void log(String name, String line) {
        if (!line.startsWith("The quiz is at ")) {
            System.err.println("[" + name + "] " + line);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** A balancer takes nodes for ready until it has looked. Redis may be somebody else's and away, so not for ever. */
    private static void awaitReady(Collection<String> addresses) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!addresses.stream().allMatch(QuizCluster::isReady)) {
            if (System.nanoTime() - deadline > 0) {
                say("Not every node is ready; is Redis there?");
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static boolean isReady(String address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + address + "/api/ws/health/ready")
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitPort(String host, int port, String name) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(host, port)) {
            if (!child(name).isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException(name + " does not answer at " + host + ":" + port);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String address(int port) {
        return (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host()) + ":" + port;
    }

    private int port(int offset) throws IOException {
        if (settings.port() != 0) {
            return settings.port() + offset;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns when both nodes have ended. */
    private void awaitEnd() throws InterruptedException {
        NODES.forEach(letter -> child(letter).end().join());
    }

    /** The nodes first, while their way to Redis and to their clients is still there; then the balancer and Redis. */
    @Override
    public void close() {
        closing = true;
        List<Child> all;
        synchronized (this) {
            all = List.copyOf(children);
        }
        List<CompletableFuture<Void>> nodes = all.stream()
                .filter(child -> NODES.contains(child.name()))
                .map(child -> CompletableFuture.runAsync(child::close, task -> new Thread(task, "closing").start()))
                .toList();
        nodes.forEach(CompletableFuture::join);
        all.forEach(Child::close);
        remove(folder);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
