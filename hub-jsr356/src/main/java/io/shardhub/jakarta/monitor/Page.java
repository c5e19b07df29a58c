package io.shardhub.jakarta.monitor;

import io.shardhub.Client;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.monitor.MonitorJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** The live page: its files, and the way from it to the hub. */
@AnyThread
final class Page {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String START = "dashboard.html"; // asks for the others
    private static final Map<String, String> TYPES = Map.of(
            START,
            "text/html; charset=utf-8",
            "page.css",
            "text/css; charset=utf-8",
            "page.js",
            "text/javascript; charset=utf-8",
            "format.js",
            "text/javascript; charset=utf-8",
            "charts.js",
            "text/javascript; charset=utf-8",
            "tables.js",
            "text/javascript; charset=utf-8",
            "feed.js",
            "text/javascript; charset=utf-8",
            "icon.svg",
            "image/svg+xml");

    private static final String PARAMETER = "monitor";
    private static final String MARK = "hub.monitor";

    private final String socket;
    private final Map<String, MonitorResponse> files = new HashMap<>(); // not written after construction
    private final Tickets tickets = new Tickets(System::nanoTime);
    private final String mark = tickets.secret(); // nobody but the door knows it

    Page(String socket) {
        if (!socket.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("socket: " + socket + " (expected: a plain path such as /ws)");
        }
        this.socket = socket;
        TYPES.forEach((name, type) -> files.put(name.equals(START) ? "" : "/" + name, read(name, type)));
    }

    /** All files by their paths below that of the page; who has one need not be sent it again. */
    Map<String, MonitorResponse> files() {
        return files;
    }

    private static MonitorResponse read(String name, String type) {
        try (InputStream file = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return MonitorResponse.of(200, type, text)
                    .with("Content-Security-Policy", POLICY)
                    .with("Cache-Control", "private, no-cache")
                    .with("ETag", tag(text))
                    .with("Referrer-Policy", "no-referrer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    MonitorResponse ticket() {
        return MonitorResponse.json(200, MonitorJson.of(Map.of("ticket", tickets.sell(), "socket", socket)));
    }

    /** Admits who brings a ticket; everybody else comes to the next door. */
    Authenticator door(Authenticator next) {
        return new Authenticator() {
            @Override
            public Decision authenticate(Handshake handshake) {
                String ticket = handshake.parameter(PARAMETER).orElse(null);
                if (ticket == null) {
                    return next.authenticate(handshake);
                }
                return tickets.use(ticket)
                        ? admitted(handshake)
                        : Decision.refuse(401, "the ticket is not good any more");
            }

            @Override
            public Decision renew(Identity present, String token) {
                return next.renew(present, token);
            }
        };
    }

    private Decision admitted(Handshake handshake) {
        return new Decision.Admitted(new Identity(MARK, handshake.remoteAddress(), Map.of(MARK, mark)));
    }

    /** Whether a client came with a ticket. */
    boolean isAdmitted(Client client) {
        return mark.equals(client.identity().attributes().get(MARK));
    }
}
