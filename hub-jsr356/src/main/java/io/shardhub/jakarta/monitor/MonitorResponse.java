package io.shardhub.jakarta.monitor;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Monitor} answers.
 *
 * @param status the HTTP status
 * @param headers the headers, {@code Content-Type} among them, without {@code Content-Length}
 * @param body what follows them; to be left out after a {@code HEAD} request, whose {@code Content-Length} is that of the body
 */
@SuppressWarnings("ArrayRecordComponent") // written once, by whoever serves it
public record MonitorResponse(int status, Map<String, String> headers, byte[] body) {

    static final String JSON = "application/json";

    /** Copies the map. */
    public MonitorResponse {
        headers = Map.copyOf(headers);
    }

    /** What nobody may keep, and no browser may take for anything else. */
    static MonitorResponse of(int status, String contentType, String body) {
        return new MonitorResponse(
                status,
                Map.of(
                        "Content-Type", contentType,
                        "Cache-Control", "no-store",
                        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                        "X-Content-Type-Options", "nosniff"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static MonitorResponse json(int status, String body) {
        return of(status, JSON, body);
    }

    /** The same with one more header, or another value of one. */
    MonitorResponse with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new MonitorResponse(status, more, body);
    }
}
