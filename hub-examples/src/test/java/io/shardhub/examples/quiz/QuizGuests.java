package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Visitors of a quiz that log in and connect, as its page does. Whoever comes again brings the token from before. */
public final class QuizGuests {

    private static final Gson JSON = new Gson();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, JsonObject> logins = new HashMap<>(); // by nickname; the host has none
    private final @Nullable String cookie;

    /** Visitors whom nobody knows. */
    public QuizGuests() {
        this(null);
    }

    /** Visitors with a cookie of a balancer; null for none. */
    public QuizGuests(@Nullable String cookie) {
        this.cookie = cookie;
    }

    /** Connects a player to the quiz at an address. */
    public WebSocketPeer player(String url, String name) throws Exception {
        return connect(url, name, Map.of("name", name));
    }

    /** Connects the host. */
    public WebSocketPeer host(String url) throws Exception {
        return connect(url, "", Map.of("role", "host"));
    }

    private WebSocketPeer connect(String url, String key, Map<String, String> wanted) throws Exception {
        Map<String, String> body = new HashMap<>(wanted);
        if (logins.containsKey(key)) {
            body.put("token", token(key));
        }
        HttpResponse<String> answer = login(url, JSON.toJson(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        logins.put(key, content(answer));
        return cookie == null ? connect(url, token(key)) : WebSocketPeer.connect(place(url, token(key)), cookie);
    }

    /** The token that a player had last. */
    String token(String name) {
        return login(name).get("token").getAsString();
    }

    /** The user id of a player. */
    String user(String name) {
        return login(name).get("user").getAsString();
    }

    private JsonObject login(String name) {
        return Objects.requireNonNull(logins.get(name), name);
    }

    static WebSocketPeer connect(String url, String token) throws Exception {
        return WebSocketPeer.connect(place(url, token));
    }

    private static String place(String url, String token) {
        return url.replaceFirst("^http", "ws") + "ws?token=" + token;
    }

    HttpResponse<String> login(String url, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url).resolve("/login"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static JsonObject content(HttpResponse<String> answer) {
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }
}
