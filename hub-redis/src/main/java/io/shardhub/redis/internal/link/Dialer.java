package io.shardhub.redis.internal.link;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * How connections are made. Any thread.
 *
 * @param config timeouts and who it is
 * @param tls encrypts, and checks the server's certificate and name; null for plain connections
 */
public record Dialer(JedisClientConfig config, @Nullable SSLSocketFactory tls) {

    /** The same under a name that Redis shows. */
    public Dialer named(String name) {
        return new Dialer(
                DefaultJedisClientConfig.builder().from(config).clientName(name).build(), tls);
    }

    /** A connection to a place. */
    Link dial(HostAndPort place) {
        return dial(place, socket -> {});
    }

    /** The same; {@code made} gets the socket before anything is read from it. */
    Link dial(HostAndPort place, Consumer<Socket> made) {
        DefaultJedisSocketFactory sockets = new DefaultJedisSocketFactory(place, config);
        OnlySocket socket = new OnlySocket(() -> {
            Socket plain = sockets.createSocket();
            made.accept(plain);
            return tls == null ? plain : encrypted(plain, place, tls);
        });
        return new Link(socket, config);
    }

    private static Socket encrypted(Socket plain, HostAndPort place, SSLSocketFactory tls) {
        try {
            SSLSocket socket = (SSLSocket) tls.createSocket(plain, place.getHost(), place.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the name, too, and not only the certificate
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            try {
                plain.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw new JedisConnectionException("no encrypted connection to " + place, e);
        }
    }
}
