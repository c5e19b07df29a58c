package io.shardhub.jakarta.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of handshakes whose sessions have just ended. A client makes up a new key for every connection, so a handshake with
 * a spent key is a ghost: Tyrus on Grizzly, when bytes of a peer arrive while the session is being closed, opens one more
 * session on the dying connection, with the request of the old one.
 *
 * <p>Ghosts come within milliseconds: keys are kept for five seconds, and no more than 4,096 of them. Any thread.
 */
final class SpentKeys {

    private static final int CAPACITY = 4_096;
    private static final long KEPT_NANOS = 5_000_000_000L;

    private final Map<String, Long> spent = new LinkedHashMap<>(); // the oldest first, under this

    synchronized void add(String key) {
        spent.put(key, System.nanoTime());
        if (spent.size() > CAPACITY) {
            spent.remove(spent.keySet().iterator().next());
        }
    }

    synchronized boolean contains(String key) {
        Long since = spent.get(key);
        return since != null && System.nanoTime() - since < KEPT_NANOS;
    }
}
