package io.shardhub.examples.quiz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A quiz server over a real Tomcat, in an empty directory, that ends with the test. */
@SuppressWarnings("NullAway.Init") // by each test
public abstract class QuizServerRig {

    /** Where the quizzes are. */
    @TempDir
    protected Path directory;

    /** The server that was started last. */
    protected QuizServer server;

    /** What a server needs to keep its quizzes there, and what else is wanted of it. */
    public static Map<String, String> environment(Path directory, Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(changes);
        environment.put("QUIZ_DATA", directory.toString());
        return environment;
    }

    /** Starts a server on any free port. */
    protected void start(Map<String, String> changes) throws IOException {
        server = QuizServer.start(QuizSettings.read(List.of("0"), environment(directory, changes)));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }
}
