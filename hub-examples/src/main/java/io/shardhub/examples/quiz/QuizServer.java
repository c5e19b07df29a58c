package io.shardhub.examples.quiz;

import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.container.Logs;
import io.shardhub.examples.quiz.game.QuestionBank;
import io.shardhub.examples.quiz.game.QuizStore;
import io.shardhub.examples.quiz.game.Quizzes;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The quiz server: a page at {@code /}, a hub at {@code /ws}, and the quizzes behind it. */
public final class QuizServer implements AutoCloseable {

    private static final HubOptions HUB = HubOptions.small()
            .withName("quiz")
            .withClosing(ClosingOptions.defaults()
                    .withShutdown(Duration.ofSeconds(5))
                    .withReconnectJitter(Duration.ofSeconds(1)));

    private final QuizSettings settings;
    private final QuizStore store;
    private final QuizTime time = new QuizTime();
    private final Manager manager = Manager.create(HUB);
    private final Quizzes quizzes;
    private @Nullable EmbeddedTomcat tomcat;

    private QuizServer(QuizSettings settings, QuizStore store) {
        this.settings = settings;
        this.store = store;
        quizzes = new Quizzes(
                new Quizzes.Ingredients(QuestionBank.bundled(), settings.rules(), new Random()),
                time,
                time,
                store,
                code -> new HubAudience(manager.hub(), code));
    }

    /** Starts a server, or throws with nothing left behind; all quizzes that are on disk go on. */
    public static QuizServer start(QuizSettings settings) throws IOException {
        QuizServer server = new QuizServer(settings, QuizStore.open(settings.data()));
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
        Logs.throughSlf4j();
        try {
            QuizServer server = start(QuizSettings.read(List.of(args), System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "quiz-shutdown"));
            System.out.println("The quiz is at " + server.url() + " (Ctrl-C ends it)");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void open() throws IOException {
        new QuizDesk(quizzes, time).openAt(manager);
        manager.start();
        quizzes.start();
        int connections = (int) HUB.shards().maxClients() + 100; // page loads, and those who learn that the hub is full
        tomcat = EmbeddedTomcat.start(new Listen(settings.host(), settings.port(), connections), this::deploy);
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
        manager.close();
        if (tomcat != null) {
            tomcat.close();
        }
        time.close();
        store.close();
    }

    private void deploy(ServletContext context) {
        context.addServlet("page", new PageServlet()).addMapping("/");
        // A user id is a random number that the page keeps to itself: who knows it is that user.
        HubServlet.register(context, manager, Authenticator.trustingParameter("user"), JakartaOptions.at("/ws"));
    }
}
