package io.shardhub.jakarta.internal;

import io.shardhub.auth.Handshake;
import io.shardhub.transport.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Upgrade requests as servlets see them. */
public final class UpgradeRequests {

    private static final int KEY_BYTES = 16;

    private UpgradeRequests() {}

    /** Whether the request asks for a WebSocket. */
    public static boolean isUpgrade(HttpServletRequest request) {
        for (String header : Collections.list(request.getHeaders("Upgrade"))) {
            for (String token : header.split(",", -1)) {
                if (token.trim().equalsIgnoreCase("websocket")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the request has the key that an upgrade needs. */
    public static boolean hasKey(HttpServletRequest request) {
        String key = request.getHeader("Sec-WebSocket-Key");
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The request as authenticators see it. */
    public static Handshake handshake(HttpServletRequest request) {
        Map<String, List<String>> parameters = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> parameters.put(name, List.of(values)));
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(Collections.list(request.getHeaders(name))));
        }
        return new Handshake(
                request.getRequestURI(),
                parameters,
                headers,
                Optional.ofNullable(request.getRemoteAddr()).orElse(""),
                Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName));
    }

    /** Answers with the status of a refusal and, if there is a better time, when that is. */
    public static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        if (refusal.status() == 503 || !refusal.retryAfter().isZero()) {
            response.setHeader("Retry-After", Long.toString(refusal.retryAfterSeconds()));
        }
        refuse(response, refusal.status());
    }

    /** Answers with a status and its name as JSON. */
    public static void refuse(HttpServletResponse response, int status) throws IOException {
        byte[] body = ("{\"error\":\"" + name(status) + "\"}").getBytes(StandardCharsets.US_ASCII);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String name(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 410 -> "Gone";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Unavailable";
        };
    }
}
