package io.shardhub.examples.quiz;

import io.shardhub.examples.quiz.game.QuestionBank;
import io.shardhub.examples.quiz.game.QuizRules;
import io.shardhub.examples.settings.Environment;
import io.shardhub.jakarta.monitor.MonitorAuthorizer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a quiz server is run.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param data the directory that quizzes are kept in
 * @param rules what all quizzes have in common
 * @param secret that tokens are signed with; empty for one that is kept with the quizzes
 * @param tokenLife how long a token lets its user in
 * @param loginsPerMinute tokens that one address gets in a minute
 * @param watchers who may see more of the hub than its health
 */
public record QuizSettings(
        String host,
        int port,
        Path data,
        QuizRules rules,
        Optional<QuizSecret> secret,
        Duration tokenLife,
        int loginsPerMinute,
        MonitorAuthorizer watchers) {

    private static final String MONITOR_TOKEN = "QUIZ_MONITOR_TOKEN";
    private static final int SHORTEST_TOKEN = 16; // that a MonitorAuthorizer takes

    /**
     * Reads the command line and the environment.
     *
     * @param arguments none, or the port
     * @param variables {@code PORT} (8080), {@code HOST} (127.0.0.1), {@code QUIZ_DATA} (a directory for this port below
     *     that for temporary files), {@code QUIZ_QUESTIONS} (8), {@code QUIZ_QUESTION_SECONDS} (15),
     *     {@code QUIZ_REVEAL_SECONDS} (4), {@code QUIZ_SECRET}, {@code QUIZ_TOKEN_SECONDS} (600), {@code QUIZ_LOGINS_PER_MINUTE}
     *     (600, of one address) and {@code QUIZ_MONITOR_TOKEN}, the bearer token, or
     *     the password of {@code ops}, that opens the monitor (without it nobody can)
     * @throws IllegalArgumentException if a value is out of its range; the message names it, and what is expected
     */
    public static QuizSettings read(List<String> arguments, Map<String, String> variables) {
        if (arguments.size() > 1) {
            throw Environment.refusal("arguments", arguments.toString(), "none, or the port");
        }
        Map<String, String> changed = new HashMap<>(variables);
        arguments.forEach(port -> changed.put("PORT", port));
        Environment environment = new Environment(changed);
        int port = environment.integer("PORT", 8080, 0, 65_535);
        QuizRules normal = QuizRules.defaults();
        int most = QuestionBank.bundled().questions().size();
        return new QuizSettings(
                environment.text("HOST", "127.0.0.1"),
                port,
                directory(environment, port),
                new QuizRules(
                        environment.integer("QUIZ_QUESTIONS", normal.questions(), 1, most),
                        environment.seconds("QUIZ_QUESTION_SECONDS", normal.questionTime()),
                        environment.seconds("QUIZ_REVEAL_SECONDS", normal.revealTime())),
                QuizSecret.read(changed),
                Duration.ofSeconds(environment.integer("QUIZ_TOKEN_SECONDS", 600, 2, 86_400)),
                environment.integer("QUIZ_LOGINS_PER_MINUTE", 600, 1, 1_000_000),
                watchers(changed.get(MONITOR_TOKEN)));
    }

    private static MonitorAuthorizer watchers(@Nullable String token) {
        if (token == null) {
            return MonitorAuthorizer.DENY;
        }
        if (token.length() < SHORTEST_TOKEN) {
            throw Environment.refusal(MONITOR_TOKEN, token.length() + " chars", "at least " + SHORTEST_TOKEN);
        }
        return MonitorAuthorizer.bearer(token).or(MonitorAuthorizer.basic("ops", token));
    }

    private static Path directory(Environment environment, int port) {
        Path otherwise = Path.of(System.getProperty("java.io.tmpdir"), "shardhub-quiz-" + port);
        String text = environment.text("QUIZ_DATA", otherwise.toString());
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("QUIZ_DATA: " + text + " (expected: a directory)", e);
        }
    }
}
