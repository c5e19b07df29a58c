package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a token, who gets in with it, and what it is good for; over a real Tomcat. */
@Timeout(60)
class QuizLoginTest extends QuizServerRig {

    private final QuizGuests guests = new QuizGuests();

    @BeforeEach
    void startServer() throws IOException {
        start(Map.of());
    }

    @Test
    void aNicknameGetsATokenAndARandomId() throws Exception {
        HttpResponse<String> ann = login("{\"name\":\" Ann \",\"color\":\"red\"}");

        assertThat(ann.statusCode()).isEqualTo(200);
        assertThat(ann.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ann.headers().firstValue("Cache-Control")).contains("no-store");
        JsonObject content = QuizGuests.content(ann);
        assertThat(content.keySet()).containsExactly("token", "user", "expiresInMs");
        assertThat(user(content)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(user(QuizGuests.content(login("{\"name\":\"Ann\"}")))).isNotEqualTo(user(content));
    }

    @Test
    void whoComesBackKeepsIdNicknameAndTheRightToHost() throws Exception {
        JsonObject host = QuizGuests.content(login("{\"role\":\"host\",\"name\":\"Ann\"}"));

        JsonObject again = QuizGuests.content(login("{\"token\":\"" + token(host) + "\"}"));

        assertThat(user(again)).isEqualTo(user(host));
        assertThat(token(again)).isNotEqualTo(token(host));
        try (WebSocketPeer peer = QuizGuests.connect(server.url(), token(again))) {
            peer.request("QUIZ_OPEN", "{}");
        }
        JsonObject renamed =
                QuizGuests.content(login("{\"name\":\"Anna\",\"role\":\"player\",\"token\":\"" + token(again) + "\"}"));
        assertThat(user(renamed)).isEqualTo(user(host));
        try (WebSocketPeer peer = QuizGuests.connect(server.url(), token(renamed))) {
            String quiz = open(peer);
            try (WebSocketPeer bob = guests.player(server.url(), "Bob")) {
                assertThat(join(bob, quiz).toString()).contains("Bob").doesNotContain(user(host));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | bad_data | body: not an object (expected: an object)",
                "{ | bad_data | body: not JSON (expected: an object)",
                "{name:'Ann'} | bad_data | body: not JSON (expected: an object)",
                "{\"name\":\"Ann\"} x | bad_data | body: not JSON (expected: an object)",
                "[] | bad_data | body: not an object (expected: an object)",
                "\"Ann\" | bad_data | body: not an object (expected: an object)",
                "{\"name\":5} | bad_data | name: not a text (expected: a text)",
                "{\"name\":\"Ann\",\"token\":[]} | bad_data | token: not a text (expected: a text)",
                "{\"name\":\"Ann\",\"role\":\"admin\"} | bad_data | role: admin (expected: player or host)",
                "{} | bad_name | name: expected 1 to 20 visible characters",
                "{\"name\":null,\"role\":\"player\"} | bad_name | name: expected 1 to 20 visible characters",
                "{\"name\":\"\"} | bad_name | name: expected 1 to 20 visible characters",
                "{\"name\":\"\\u200b\"} | bad_name | name: expected 1 to 20 visible characters",
                "{\"name\":\"123456789012345678901\"} | bad_name | name: expected 1 to 20 visible characters",
                "{\"name\":\"\",\"role\":\"host\"} | bad_name | name: expected 1 to 20 visible characters",
            })
    void badInputIsAnsweredWithOneClearMessage(String body, String code, String message) throws Exception {
        assertRefused(login(body), 400, code, message);
    }

    @Test
    void aBodyThatIsNotUtf8OrNestsWithoutEndIsRefused() throws Exception {
        assertRefused(
                send(post().POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'}))),
                400,
                "bad_data",
                "body: not JSON (expected: an object)");
        assertRefused(login("[".repeat(16_000)), 400, "bad_data", "body: not JSON (expected: an object)");
    }

    @Test
    void aLongBodyIsRefused() throws Exception {
        String body = "{\"name\":\"Ann\",\"x\":\"" + "x".repeat(16_384) + "\"}";
        assertRefused(login(body), 413, "too_big", "body: too long (expected: at most 16384 bytes)");
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body));
        assertRefused(send(post().POST(chunked)), 413, "too_big", "body: too long (expected: at most 16384 bytes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void aTokenThatIsNoneIsRefused(String token) throws Exception {
        assertRefused(
                login("{\"name\":\"Ann\",\"token\":\"" + token + "\"}"),
                401,
                "unauthenticated",
                "token: not known (expected: one of this quiz, not too old)");
    }

    @Test
    void anotherWayOrAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> got = send(HttpRequest.newBuilder(loginUrl()).GET());
        assertRefused(got, 405, "bad_method", "method: GET (expected: POST)");
        assertThat(got.headers().firstValue("Allow")).contains("POST");
        assertRefused(
                send(HttpRequest.newBuilder(loginUrl())
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Ann\"}"))),
                415,
                "bad_type",
                "content-type: another one (expected: application/json)");
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        server.close();
        start(Map.of("QUIZ_LOGINS_PER_MINUTE", "2"));
        assertThat(login("{\"name\":\"Ann\"}").statusCode()).isEqualTo(200);
        assertThat(login("nonsense").statusCode()).as("counts, too").isEqualTo(400);
        HttpResponse<String> refused = login("{\"name\":\"Ann\"}");
        String seconds = refused.headers().firstValue("Retry-After").orElseThrow();
        assertThat(Integer.parseInt(seconds)).isBetween(1, 30);
        assertRefused(refused, 429, "too_many", "logins: too many at once (expected: the next in " + seconds + " s)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:%d, 200",
        "https://127.0.0.1:%d, 200", // behind a proxy that ends TLS
        "http://localhost:%d, 403",
        "http://127.0.0.1, 403",
        "http://127.0.0.1:%d.evil.example, 403",
        "https://evil.example, 403",
        "null, 403"
    })
    void onlyPagesOfTheSameOriginLogIn(String origin, int status) throws Exception {
        String body = "{\"name\":\"Ann\"}";
        int port = URI.create(server.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "POST /login HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nOrigin: "
                    + String.format(origin, port) + "\r\nContent-Type: application/json; charset=utf-8\r\n"
                    + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void theHubIsClosedToThoseWithoutAGoodToken() throws Exception {
        for (String query : List.of("", "?user=ann", "?token=", "?token=x.y.z")) {
            assertUnauthorized(query);
        }
        String ofAnotherServer;
        try (QuizServer other = QuizServer.start(QuizSettings.read(
                List.of("0"), Map.of("QUIZ_DATA", directory.resolve("other").toString())))) {
            ofAnotherServer = token(QuizGuests.content(guests.login(other.url(), "{\"name\":\"Ann\"}")));
        }
        assertUnauthorized("?token=" + ofAnotherServer);
    }

    private void assertUnauthorized(String query) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            String request = "GET /ws" + query + " HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).as(query).startsWith("HTTP/1.1 401 ").endsWith("{\"error\":\"Unauthorized\"}");
        }
    }

    @Test
    void aPlayerNeitherOpensNorStartsAQuiz() throws Exception {
        try (WebSocketPeer host = guests.host(server.url());
                WebSocketPeer other = new QuizGuests().host(server.url());
                WebSocketPeer ann = guests.player(server.url(), "Ann")) {
            String quiz = open(host);
            join(ann, quiz);
            assertThat(ann.refusal("QUIZ_OPEN", "{}")).isEqualTo("forbidden");
            assertThat(ann.refusal("QUIZ_START", "{\"quiz\":\"" + quiz + "\"}")).isEqualTo("forbidden");
            assertThat(other.refusal("QUIZ_START", "{\"quiz\":\"" + quiz + "\"}"))
                    .as("of another host")
                    .isEqualTo("forbidden");
            assertThat(other.refusal("QUIZ_JOIN", "{\"quiz\":\"" + quiz + "\"}"))
                    .as("without a nickname")
                    .isEqualTo("bad_name");
            host.request("QUIZ_START", "{\"quiz\":\"" + quiz + "\"}");
            ann.await("QUESTION_START");
        }
    }

    @Test
    void aPlayerBecomesAHostOnTheSameConnection() throws Exception {
        try (WebSocketPeer ann = guests.player(server.url(), "Ann")) {
            assertThat(ann.refusal("QUIZ_OPEN", "{}")).isEqualTo("forbidden");
            String earlier = guests.token("Ann");
            renew(ann, token(QuizGuests.content(login("{\"role\":\"host\",\"token\":\"" + earlier + "\"}"))));
            assertThat(join(ann, open(ann)).get("role").getAsString()).isEqualTo("host");
        }
    }

    @Test
    void theTokenOfSomebodyElseRenewsNothing() throws Exception {
        try (WebSocketPeer ann = guests.player(server.url(), "Ann")) {
            String ofBob = token(QuizGuests.content(login("{\"name\":\"Bob\"}")));
            assertThat(ann.refusal("hub.refresh", "{\"token\":\"" + ofBob + "\"}"))
                    .isEqualTo("unauthenticated");
        }
    }

    @Test
    void aTokenIsAskedForAtItsEndAndTheConnectionStays() throws Exception {
        server.close();
        start(Map.of("QUIZ_TOKEN_SECONDS", "2"));
        try (WebSocketPeer host = guests.host(server.url());
                WebSocketPeer ann = guests.player(server.url(), "Ann")) {
            String quiz = open(host);
            join(ann, quiz);
            String present = guests.token("Ann");
            for (int i = 0; i < 2; i++) {
                JsonObject asked = ann.await("hub.refresh").getAsJsonObject("data");
                assertThat(asked.get("graceMs").getAsLong()).isEqualTo(10_000);
                JsonObject fresh = QuizGuests.content(login("{\"token\":\"" + present + "\"}"));
                assertThat(user(fresh)).isEqualTo(guests.user("Ann"));
                present = token(fresh);
                renew(ann, present);
            }
            ann.request("USER_READY", "{\"quiz\":\"" + quiz + "\"}");
        }
    }

    private static void renew(WebSocketPeer peer, String token) throws Exception {
        peer.request("hub.refresh", "{\"token\":\"" + token + "\"}");
    }

    private static String open(WebSocketPeer host) throws Exception {
        return host.request("QUIZ_OPEN", "{}").getAsJsonObject().get("quiz").getAsString();
    }

    private static JsonObject join(WebSocketPeer peer, String quiz) throws Exception {
        return peer.request("QUIZ_JOIN", "{\"quiz\":\"" + quiz + "\"}").getAsJsonObject();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code, String message) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonObject error = QuizGuests.content(answer).getAsJsonObject("error");
        assertThat(error.get("code").getAsString()).isEqualTo(code);
        assertThat(error.get("message").getAsString()).isEqualTo(message);
    }

    private HttpResponse<String> login(String body) throws Exception {
        return guests.login(server.url(), body);
    }

    private HttpRequest.Builder post() {
        return HttpRequest.newBuilder(loginUrl()).header("Content-Type", "application/json");
    }

    private URI loginUrl() {
        return URI.create(server.url()).resolve("/login");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String token(JsonObject login) {
        return login.get("token").getAsString();
    }

    private static String user(JsonObject login) {
        return login.get("user").getAsString();
    }
}
