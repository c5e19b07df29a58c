package io.shardhub.redis.internal.publish;

import io.shardhub.redis.internal.link.Link;
import java.util.List;
import redis.clients.jedis.commands.ProtocolCommand;

/** One command for each envelope, pipelined. */
public final class ChannelTransmission implements Transmission {

    private final ProtocolCommand publish;

    /** Publishes with that command. */
    public ChannelTransmission(ProtocolCommand publish) {
        this.publish = publish;
    }

    @Override
    public void send(Link link, List<Outgoing> batch) {
        for (Outgoing outgoing : batch) {
            link.sendCommand(publish, outgoing.channel(), outgoing.envelope());
        }
        link.flush();
    }

    @Override
    public List<Object> replies(Link link, List<Outgoing> batch) {
        return link.replies(batch.size());
    }
}
