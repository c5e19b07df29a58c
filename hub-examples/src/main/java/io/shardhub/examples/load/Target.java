package io.shardhub.examples.load;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the load goes.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param path with the query; {@code %i} in it is the number of the connection
 */
public record Target(String host, int port, String path) {

    /** The bench server on this machine. */
    public static Target local(int port) {
        return new Target("127.0.0.1", port, "/ws?user=%i");
    }

    /**
     * Reads {@code ws://host:port/path}. Load is for this machine: any other host must be permitted by its name.
     *
     * @throws IllegalArgumentException if the URL is another kind of URL, or the host is neither this machine nor permitted
     */
    static Target parse(String url, @Nullable String permittedHost) {
        URI uri;
        try {
            uri = URI.create(url.replace("%i", "%25i"));
        } catch (IllegalArgumentException e) {
            throw refusal(url);
        }
        String host = uri.getHost();
        if (!"ws".equals(uri.getScheme()) || host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw refusal(url);
        }
        if (!host.equals(permittedHost) && !isThisMachine(host)) {
            throw new IllegalArgumentException(host + ": not this machine (expected: a loopback address, or --host "
                    + host + " as well, if you may put load on it)");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(host, uri.getPort() < 0 ? 80 : uri.getPort(), (path + query).replace("%25i", "%i"));
    }

    private static IllegalArgumentException refusal(String url) {
        return new IllegalArgumentException(url + " (expected: a URL such as ws://127.0.0.1:8080/ws?user=%i)");
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ws://" + host + ":" + port + path;
    }
}
