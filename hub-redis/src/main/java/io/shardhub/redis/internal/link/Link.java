package io.shardhub.redis.internal.link;

import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * One connection to Redis.
 *
 * <p><b>Threading:</b> one thread at a time may write and another one may read; any thread may ask {@link #hasReplies}.
 */
public final class Link extends Connection {

    private final OnlySocket socket;

    Link(OnlySocket socket, JedisClientConfig config) {
        super(socket, config);
        this.socket = socket;
    }

    /** Whether something can be read at once; of an encrypted connection this is not always known, and false then. */
    public boolean hasReplies() {
        return socket.hasInput();
    }

    /** Sends what was written. */
    @Override
    public void flush() {
        super.flush();
    }

    /** Reads one reply; an error of Redis is thrown. */
    public Object read() {
        return readProtocolWithCheckingBroken();
    }

    /** Asks and waits for the answer. */
    public Object ask(ProtocolCommand command, byte[]... arguments) {
        sendCommand(command, arguments);
        return getOne();
    }

    /** Replies to the last {@code count} commands; errors of Redis are among them. */
    public List<Object> replies(int count) {
        return getMany(count);
    }
}
