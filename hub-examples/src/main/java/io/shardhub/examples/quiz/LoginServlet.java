package io.shardhub.examples.quiz;

import com.google.gson.Gson;
import io.shardhub.examples.quiz.game.RefusedException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives tokens for the hub. Whoever comes for the first time gets a random id; who brings an earlier token keeps the id, the nickname
 * and the right to host, also for {@link QuizTokens#RETURN a while} after the token's end. Anybody may host.
 *
 * <table>
 * <caption>Answers, in the order of the checks</caption>
 * <tr><td>200</td><td>{@code {"token":"...","user":"...","expiresInMs":600000}}</td></tr>
 * <tr><td>405</td><td>not a POST</td></tr>
 * <tr><td>403</td><td>a page of another origin asks</td></tr>
 * <tr><td>429</td><td>{@code too_many}: the address has {@linkplain LoginRate asked too often}; with {@code Retry-After}</td></tr>
 * <tr><td>415</td><td>the body is not declared as JSON</td></tr>
 * <tr><td>413</td><td>the body is longer than {@value #LONGEST} bytes</td></tr>
 * <tr><td>400</td><td>{@code bad_data}: the body is no {@link LoginRequest}</td></tr>
 * <tr><td>401</td><td>the earlier token is none, or too old</td></tr>
 * <tr><td>400</td><td>{@code bad_name}: the nickname is none</td></tr>
 * </table>
 *
 * <p>A refusal says why: {@code {"error":{"code":"bad_name","message":"..."}}}.
 *
 * <p><b>Threading:</b> the container's request threads, concurrently.
 */
final class LoginServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Gson JSON = new Gson();
    private static final int LONGEST = 16_384;

    private final transient QuizTokens tokens;
    private final transient LoginRate rate;

    LoginServlet(QuizTokens tokens, LoginRate rate) {
        this.tokens = tokens;
        this.rate = rate;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            refuse(response, 405, "bad_method", "method: " + request.getMethod() + " (expected: POST)");
            return;
        }
        if (!isSameOrigin(request)) {
            refuse(response, 403, "forbidden", "origin: another one (expected: that of the quiz)");
            return;
        }
        Duration wait = rate.take(request.getRemoteAddr());
        if (!wait.isZero()) {
            long seconds = wait.plusNanos(999_999_999).toSeconds();
            response.setHeader("Retry-After", Long.toString(seconds));
            refuse(response, 429, "too_many", "logins: too many at once (expected: the next in " + seconds + " s)");
        } else if (!isJson(request.getContentType())) {
            refuse(response, 415, "bad_type", "content-type: another one (expected: application/json)");
        } else {
            byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
            if (body.length > LONGEST) {
                refuse(response, 413, "too_big", "body: too long (expected: at most " + LONGEST + " bytes)");
            } else {
                login(body, response);
            }
        }
    }

    private void login(byte[] body, HttpServletResponse response) throws IOException {
        try {
            LoginRequest login = LoginRequest.parse(body);
            Optional<QuizVisitor> earlier = Optional.ofNullable(login.token()).flatMap(tokens::returning);
            if (login.token() != null && earlier.isEmpty()) {
                String message = "token: not known (expected: one of this quiz, not too old)";
                refuse(response, 401, "unauthenticated", message);
            } else {
                answer(response, 200, tokens.issue(login.visitor(earlier.orElse(null))));
            }
        } catch (RefusedException e) {
            refuse(response, 400, e.code(), e.getMessage());
        }
    }

    /** Another page's script cannot read the answer, and shall not even ask. Who is no browser names no origin. */
    private static boolean isSameOrigin(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin == null
                || origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static void refuse(HttpServletResponse response, int status, String code, @Nullable String message)
            throws IOException {
        answer(response, status, Map.of("error", Map.of("code", code, "message", String.valueOf(message))));
    }

    private static void answer(HttpServletResponse response, int status, Object content) throws IOException {
        byte[] body = JSON.toJson(content).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
