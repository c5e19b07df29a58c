package io.shardhub.examples.quiz;

import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.container.Logs;
import io.shardhub.examples.quiz.game.QuestionBank;
import io.shardhub.examples.quiz.game.QuizStore;
import io.shardhub.examples.quiz.game.Quizzes;
import io.shardhub.examples.settings.Environment;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.monitor.Monitor;
import io.shardhub.jakarta.monitor.MonitorServlet;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The quiz server: a page at {@code /}, a login at {@code /login}, a hub at {@code /ws}, its {@linkplain Monitor monitor} at
 * {@code /api/ws}, and the quizzes behind it.
 */
public final class QuizServer implements AutoCloseable {

    private static final HubOptions HUB = HubOptions.small()
            .withName("quiz")
            .withClosing(ClosingOptions.defaults()
                    .withDrain(Duration.ofSeconds(1))
                    .withGrace(Duration.ofSeconds(2))
                    .withShutdown(Duration.ofSeconds(5))
                    .withReconnectJitter(Duration.ofSeconds(1)));

    private final QuizSettings settings;
    private final QuizStore store;
    private final QuizTime time = new QuizTime();
    private final Manager manager;
    private final Quizzes quizzes;
    private final QuizOffice office;
    private final @Nullable QuizPost post;
    private @Nullable EmbeddedTomcat tomcat;

    private QuizServer(QuizSettings settings, QuizStore store, @Nullable QuizNode node) {
        this.settings = settings;
        this.store = store;
        manager = node == null
                ? Manager.create(HUB)
                : Manager.create(
                        HUB.withName(node.name()).withCluster(node.cluster()),
                        HubParts.defaults().withCluster(node.hubs()));
        quizzes = new Quizzes(
                new Quizzes.Ingredients(
                        QuestionBank.bundled(), settings.rules(), new Random(), node == null ? "" : node.letter()),
                time,
                time,
                store,
                code -> new HubAudience(manager.hub(), code));
        office = new QuizOffice(quizzes, time);
        post = node == null ? null : new QuizPost(node.name(), node.quizzes(), office, time);
    }

    /** Starts a server, or throws with nothing left behind; all quizzes that are on disk go on. */
    public static QuizServer start(QuizSettings settings) throws IOException {
        return start(settings, Optional.empty());
    }

    /** The same as one of several nodes, which all need the same secret. */
    public static QuizServer start(QuizSettings settings, Optional<QuizNode> node) throws IOException {
        if (node.isPresent() && settings.secret().isEmpty()) {
            throw Environment.refusal("QUIZ_SECRET", "missing", "the same at all nodes");
        }
        QuizServer server = new QuizServer(settings, QuizStore.open(settings.data()), node.orElse(null));
        try {
            server.open();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Runs the server until the process is told to end. See {@link QuizSettings#read} for what can be set. */
    public static void main(String[] args) {
        try {
            Logs.throughSlf4j(new Environment(System.getenv()));
            QuizServer server =
                    start(QuizSettings.read(List.of(args), System.getenv()), QuizNode.read(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "quiz-shutdown"));
            System.out.println("The quiz is at " + server.url() + " (Ctrl-C ends it)");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void open() throws IOException {
        QuizDesk desk = new QuizDesk(manager, office, post);
        desk.open();
        manager.start();
        quizzes.start();
        if (post != null) {
            post.start(desk::cameBack);
        }
        int connections = (int) HUB.shards().maxClients() + 100; // page loads, and those who learn that the hub is full
        QuizTokens tokens = tokens();
        tomcat = EmbeddedTomcat.start(
                new Listen(settings.host(), settings.port(), connections, true), context -> deploy(context, tokens));
    }

    private QuizTokens tokens() throws IOException {
        QuizSecret secret = QuizSecret.givenOrKept(settings.secret(), settings.data());
        return new QuizTokens(secret, settings.tokenLife(), Clock.systemUTC());
    }

    /** Where the page is. */
    public String url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + Objects.requireNonNull(tomcat).port() + "/";
    }

    /** Closes it in order: the quizzes stop and are on disk, players are told to come back, the port is freed. */
    @Override
    public void close() {
        quizzes.close();
        if (post != null) {
            post.close();
        }
        manager.close();
        if (tomcat != null) {
            tomcat.close();
        }
        time.close();
        store.close();
    }

    private void deploy(ServletContext context, QuizTokens tokens) {
        context.addServlet("page", new PageServlet()).addMapping("/");
        LoginRate rate = new LoginRate(settings.loginsPerMinute(), System::nanoTime);
        context.addServlet("login", new LoginServlet(tokens, rate)).addMapping("/login");
        Monitor monitor = new Monitor(manager, settings.watchers()).withPage("/ws");
        manager.allowMetrics(monitor.rule());
        MonitorServlet.register(context, monitor, "/api/ws");
        HubServlet.register(context, manager, monitor.door(tokens.door()), JakartaOptions.at("/ws"));
    }
}
