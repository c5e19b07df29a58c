package io.shardhub.core.internal.cluster;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.protocol.WireProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks clients to reconnect elsewhere, each once, and remembers whom it asked. Caretaker only. */
final class Evacuation {

    private static final CloseReason DRAINED = CloseReason.of(CloseCode.RESTART, "node is being drained");

    private final Roster roster;
    private final WireProtocol protocol;
    private final Map<HubClient, Long> asked = new LinkedHashMap<>(); // when
    private long total;

    Evacuation(Roster roster, WireProtocol protocol) {
        this.roster = roster;
        this.protocol = protocol;
    }

    /** Asks so many clients that were not asked yet to go to these nodes; returns how many there were. */
    int ask(Map<NodeStatus, Integer> plan, Duration jitter, long now) {
        forgetGone();
        Iterator<HubClient> clients = roster.clients().iterator();
        int done = 0;
        for (Map.Entry<NodeStatus, Integer> part : plan.entrySet()) {
            done += ask(clients, part.getValue(), message(part.getKey().info().url(), jitter), now);
        }
        return done;
    }

    /** Asks so many clients to go anywhere. */
    int ask(int count, Duration jitter, long now) {
        forgetGone();
        return ask(roster.clients().iterator(), count, message(null, jitter), now);
    }

    private int ask(Iterator<HubClient> clients, int count, Message message, long now) {
        int done = 0;
        while (done < count && clients.hasNext()) {
            HubClient client = clients.next();
            if (!asked.containsKey(client) && client.send(message).isAccepted()) {
                asked.put(client, now);
                done++;
            }
        }
        total += done;
        return done;
    }

    private Message message(@Nullable String url, Duration jitter) {
        Map<String, Object> data = new HashMap<>();
        data.put("afterMs", 0);
        data.put("jitterMs", jitter.toMillis());
        if (url != null) {
            data.put("url", url);
        }
        return Message.of("hub.reconnect", protocol.toData(data));
    }

    /** Closes those who were asked so long ago and are still here. */
    void closeStubborn(long nanos, long now) {
        for (Map.Entry<HubClient, Long> entry : asked.entrySet()) {
            if (now - entry.getValue() >= nanos) {
                entry.getKey().close(DRAINED); // again and again until it is gone, which changes nothing
            }
        }
        forgetGone();
    }

    /** Whoever was asked may be asked again, and is not stubborn. */
    void forgetAll() {
        asked.clear();
    }

    private void forgetGone() {
        asked.keySet().removeIf(client -> roster.find(client.id()) == null);
    }

    /** Clients that were asked so far. */
    long total() {
        return total;
    }
}
