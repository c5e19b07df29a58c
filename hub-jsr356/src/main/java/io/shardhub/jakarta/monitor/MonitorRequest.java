package io.shardhub.jakarta.monitor;

import io.shardhub.auth.Handshake;

/**
 * A request for a {@link Monitor}.
 *
 * @param method such as {@code GET}
 * @param path below the place where the monitor is mounted, such as {@code /health}
 * @param details parameters, headers, who asks; its path is without meaning
 */
public record MonitorRequest(String method, String path, Handshake details) {}
