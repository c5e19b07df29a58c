package io.shardhub.redis.internal.link;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The one socket of a connection. Jedis opens another one when it is to write on a connection whose socket was closed, and introduces
 * itself to Redis only on the first: what is written then would come from nobody, without a name and a password.
 *
 * <p><b>Threading:</b> any thread.
 */
final class OnlySocket implements JedisSocketFactory {

    private final JedisSocketFactory sockets;
    private final AtomicBoolean made = new AtomicBoolean();
    private volatile @Nullable Socket socket;

    /** Made by those. */
    OnlySocket(JedisSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** {@inheritDoc} Fails the second time. */
    @Override
    public Socket createSocket() {
        if (made.getAndSet(true)) {
            throw new JedisConnectionException("the connection has ended");
        }
        Socket only = sockets.createSocket();
        socket = only;
        return only;
    }

    /** Whether something has arrived that can be read without waiting. */
    boolean hasInput() {
        Socket only = socket;
        try {
            return only != null && only.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new JedisConnectionException("the connection has ended", e);
        }
    }
}
