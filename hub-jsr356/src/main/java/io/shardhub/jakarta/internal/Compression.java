package io.shardhub.jakarta.internal;

import io.shardhub.jakarta.JakartaOptions;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.util.List;

/** permessage-deflate, which is the container's: the hub decides whether a session gets it. */
public final class Compression {

    private static final String DEFLATE = "permessage-deflate";

    /** Demands a window that no container can keep to; some accept it all the same, and the peer must then give up. */
    private static final String SERVER_WINDOW = "server_max_window_bits";

    private Compression() {}

    /**
     * Checks that the container has what the options ask for.
     *
     * @throws IllegalArgumentException if it cannot compress
     */
    public static void check(WebSocketContainer container, JakartaOptions options) {
        if (options.compression() && container.getInstalledExtensions().stream().noneMatch(Compression::isDeflate)) {
            throw new IllegalArgumentException("compression: true (expected: false, for " + DEFLATE
                    + " is not installed in " + container.getClass().getName() + ")");
        }
    }

    /** The first of the peer's offers that every container can keep to. */
    static List<Extension> acceptable(List<Extension> offers) {
        return offers.stream()
                .filter(Compression::isDeflate)
                .filter(offer -> offer.getParameters().stream()
                        .noneMatch(parameter -> parameter.getName().equals(SERVER_WINDOW)))
                .limit(1)
                .toList();
    }

    /** Whether what a session sends and receives is compressed, so that frames must not pass the container by. */
    static boolean isOn(Session session) {
        return session.getNegotiatedExtensions().stream().anyMatch(Compression::isDeflate);
    }

    private static boolean isDeflate(Extension extension) {
        return extension.getName().equals(DEFLATE);
    }
}
