package io.shardhub.core.internal.cluster;

import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.Loss;
import io.shardhub.event.HubEvent;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** What the bus tells of nodes and losses, until the caretaker tells the listeners; losses are added up by cause. */
@AnyThread
final class NodeNews {

    private final Queue<HubEvent> news = new ConcurrentLinkedQueue<>(); // of nodes and health: few
    private final ConcurrentHashMap<Loss.Cause, HubEvent.MessagesLost> losses = new ConcurrentHashMap<>();

    void add(HubEvent event) {
        news.add(event);
    }

    void lost(Loss loss) {
        boolean unknown = loss.messages() == Loss.UNKNOWN;
        HubEvent.MessagesLost one =
                new HubEvent.MessagesLost(loss.cause(), unknown ? 0 : loss.messages(), unknown ? 1 : 0);
        losses.merge(loss.cause(), one, NodeNews::sum);
    }

    private static HubEvent.MessagesLost sum(HubEvent.MessagesLost one, HubEvent.MessagesLost other) {
        return new HubEvent.MessagesLost(
                one.cause(), one.messages() + other.messages(), one.unknown() + other.unknown());
    }

    boolean isEmpty() {
        return news.isEmpty() && losses.isEmpty();
    }

    void tell(Consumer<HubEvent> events) {
        for (HubEvent event = news.poll(); event != null; event = news.poll()) {
            events.accept(event);
        }
        for (Loss.Cause cause : losses.keySet()) {
            HubEvent.MessagesLost sum = losses.remove(cause);
            if (sum != null) {
                events.accept(sum);
            }
        }
    }
}
