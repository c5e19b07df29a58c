package io.shardhub.jakarta.monitor;

import io.shardhub.auth.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a {@link Monitor} answers.
 *
 * @param status the HTTP status
 * @param headers the headers, {@code Content-Type} among them if there is a body, without {@code Content-Length}
 * @param body what follows them, nothing if the status is 304; to be left out after a {@code HEAD} request, whose {@code Content-Length} is that of the body
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

    /** Only the headers, with status 304, for whoever has the body already: the request names its tag. */
    MonitorResponse unlessKnown(Handshake request) {
        String tag = headers.get("ETag");
        boolean known = tag != null
                && request.headers().getOrDefault("if-none-match", List.of()).stream()
                        .flatMap(tags -> Stream.of(tags.split(",", -1)))
                        .map(given -> given.strip().replaceFirst("^W/", ""))
                        .anyMatch(given -> given.equals(tag) || given.equals("*"));
        if (!known) {
            return this;
        }
        Map<String, String> rest = new TreeMap<>(headers);
        rest.remove("Content-Type");
        return new MonitorResponse(304, rest, new byte[0]);
    }

    /** The same with one more header, or another value of one. */
    MonitorResponse with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new MonitorResponse(status, more, body);
    }
}
