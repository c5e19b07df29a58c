package io.shardhub.examples.quiz;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the quiz page and the hub's JavaScript client from the class path. Browsers ask again each time and mostly learn
 * that nothing has changed. Pages run no script but their own, and in nobody's frame.
 */
final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2");
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; connect-src 'self'; object-src 'none'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record Asset(ByteBuffer body, String type, String tag) {}

    private final transient Map<String, Asset> assets = new ConcurrentHashMap<>(); // as many as there are files

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin"); // without any, a page may hide its origin from the login
        Optional<Asset> found = find(request.getServletPath().equals("/") ? "/index.html" : request.getServletPath());
        if (found.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND); // sendError would tell whose server this is
            return;
        }
        Asset asset = found.get();
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", asset.tag());
        if (asset.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(asset.type());
        response.setContentLength(asset.body().capacity());
        response.getOutputStream().write(asset.body().duplicate());
    }

    private Optional<Asset> find(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(assets.computeIfAbsent(path, missing -> load(missing, type)));
    }

    private static @Nullable Asset load(String path, String type) {
        String root = path.startsWith("/shardhub/") ? "/META-INF/resources" : "/quiz";
        try (InputStream in = PageServlet.class.getResourceAsStream(root + path)) {
            if (in == null) {
                return null;
            }
            byte[] body = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new Asset(ByteBuffer.wrap(body), type, '"' + HexFormat.of().formatHex(digest, 0, 16) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
