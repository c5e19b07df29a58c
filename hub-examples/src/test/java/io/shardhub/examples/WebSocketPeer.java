package io.shardhub.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;

/** A client of a hub, as a page would be one; every wait has a deadline. */
public final class WebSocketPeer extends Endpoint implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<String> texts = new ArrayList<>(); // all that was read, by the test's thread
    private final List<String> untaken = new ArrayList<>(); // those of them that no wait has matched yet
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final Session session;
    private int lastId;

    private WebSocketPeer(String url, Map<String, List<String>> headers) throws IOException, DeploymentException {
        ClientEndpointConfig.Configurator configurator = new ClientEndpointConfig.Configurator() {
            @Override
            public void beforeRequest(Map<String, List<String>> all) {
                all.putAll(headers);
            }
        };
        session = ClientManager.createClient()
                .connectToServer(
                        this,
                        ClientEndpointConfig.Builder.create()
                                .configurator(configurator)
                                .build(),
                        URI.create(url));
    }

    /** Connects. */
    public static WebSocketPeer connect(String url) throws IOException, DeploymentException {
        return new WebSocketPeer(url, Map.of());
    }

    /** Connects with a cookie. */
    public static WebSocketPeer connect(String url, String cookie) throws IOException, DeploymentException {
        return new WebSocketPeer(url, Map.of("Cookie", List.of(cookie)));
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        opened.addMessageHandler(String.class, received::add);
    }

    @Override
    public void onClose(Session ended, CloseReason reason) {
        closed.complete(reason);
    }

    /** Sends a text as it is. */
    public void sendText(String text) throws IOException {
        session.getBasicRemote().sendText(text);
    }

    /** Sends a request and waits for its answer, which must not be an error. */
    public JsonElement request(String type, String data) throws IOException, InterruptedException {
        JsonObject reply = reply(type, data);
        if (reply.has("error")) {
            throw new AssertionError(type + " " + data + ": " + reply);
        }
        return reply.get("data");
    }

    /** Sends a request and waits for its answer, which must be an error; gives its code. */
    public String refusal(String type, String data) throws IOException, InterruptedException {
        JsonObject reply = reply(type, data);
        if (!reply.has("error")) {
            throw new AssertionError(type + " " + data + ": " + reply);
        }
        return reply.getAsJsonObject("error").get("code").getAsString();
    }

    private JsonObject reply(String type, String data) throws IOException, InterruptedException {
        String id = Integer.toString(++lastId);
        sendText("{\"type\":\"" + type + "\",\"id\":\"" + id + "\",\"data\":" + data + "}");
        return JsonParser.parseString(take("{\"type\":\"hub.reply\",\"id\":\"" + id + "\","))
                .getAsJsonObject();
    }

    /** Takes the first message of a type that was not taken before, or waits for one. */
    public JsonObject await(String type) throws InterruptedException {
        return JsonParser.parseString(awaitText(type)).getAsJsonObject();
    }

    /** Like {@link #await}, as it came. */
    public String awaitText(String type) throws InterruptedException {
        return take("{\"type\":\"" + type + "\"");
    }

    private String take(String beginning) throws InterruptedException {
        for (Iterator<String> each = untaken.iterator(); each.hasNext(); ) {
            String text = each.next();
            if (text.startsWith(beginning)) {
                each.remove();
                return text;
            }
        }
        while (true) {
            String text = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("no " + beginning + " came in time, but " + texts);
            }
            texts.add(text);
            if (text.startsWith(beginning)) {
                return text;
            }
            untaken.add(text);
        }
    }

    /** Everything that was read so far. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** Waits for the end of the connection; gives the close code. */
    public int awaitClose() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getCloseCode().getCode();
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
