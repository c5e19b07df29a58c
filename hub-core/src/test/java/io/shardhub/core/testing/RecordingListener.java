package io.shardhub.core.testing;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.HubListener;
import io.shardhub.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it hears, of one client or of all, as short words in order. */
public final class RecordingListener implements ClientListener, HubListener {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();
    private final @Nullable Message greeting;

    /** A listener that greets nobody. */
    public RecordingListener() {
        this(null);
    }

    /** A listener with a greeting. */
    public RecordingListener(@Nullable Message greeting) {
        this.greeting = greeting;
    }

    @Override
    public @Nullable Message greeting(Client client) {
        return greeting;
    }

    @Override
    public void registered(Client client) {
        events.add("registered");
    }

    @Override
    public void closed(Client client, CloseReason reason) {
        events.add("closed " + reason.code());
        reasons.add(reason);
    }

    @Override
    public void connected(Client client) {
        events.add("connected " + client.userId());
    }

    @Override
    public void disconnected(Client client, CloseReason reason) {
        events.add("disconnected " + client.userId() + " " + reason.code());
        reasons.add(reason);
    }

    /** Adds an event of the test's own. */
    public void note(String event) {
        events.add(event);
    }

    /** What was heard, in order. */
    public List<String> events() {
        return List.copyOf(events);
    }

    /** The reasons of all departures, in order. */
    public List<CloseReason> reasons() {
        return List.copyOf(reasons);
    }
}
