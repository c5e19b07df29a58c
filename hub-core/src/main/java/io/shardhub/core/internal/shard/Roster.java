package io.shardhub.core.internal.shard;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All clients of a hub by id, their number kept within its bound, and the count of those that came and went. */
@AnyThread
public final class Roster {

    private final String prefix;
    private volatile long capacity;
    private final ConcurrentHashMap<String, HubClient> clients = new ConcurrentHashMap<>();
    private final AtomicLong places = new AtomicLong(); // taken, by clients that are here or on their way in
    private final AtomicLong lastId = new AtomicLong();
    private final LongAdder connected = new LongAdder();
    private final LongAdder departed = new LongAdder();
    private final ConcurrentHashMap<Integer, LongAdder> closed = new ConcurrentHashMap<>();

    /** An empty roster; {@code prefix} makes ids unique among nodes. */
    public Roster(String prefix, long capacity) {
        this.prefix = prefix;
        this.capacity = capacity;
    }

    /** A fresh client id. */
    public String newId() {
        return prefix + "-" + Long.toString(lastId.incrementAndGet(), Character.MAX_RADIX);
    }

    /** Takes a place; false when there is none. */
    public boolean takePlace() {
        for (long taken = places.get(); taken < capacity; taken = places.get()) { // never above, also not for a moment
            if (places.compareAndSet(taken, taken + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Gives back a place that nobody came to. */
    public void returnPlace() {
        places.decrementAndGet();
    }

    /** Offers so many places from now on; who has one keeps it. */
    public void resize(long newCapacity) {
        capacity = newCapacity;
    }

    /** How many places there are. */
    public long capacity() {
        return capacity;
    }

    /** Whether there is a free place now. */
    public boolean hasPlace() {
        return places.get() < capacity;
    }

    /** Enters a client that has a place. */
    public void enter(HubClient client) {
        clients.put(client.id(), client);
        connected.increment();
    }

    /** Strikes out a client that never got in. */
    public void withdraw(HubClient client) {
        clients.remove(client.id());
        places.decrementAndGet();
        connected.decrement();
    }

    /** Strikes out a client that has left. */
    public void leave(Client client, CloseReason reason) {
        clients.remove(client.id());
        places.decrementAndGet();
        departed.increment();
        closed.computeIfAbsent(reason.code(), code -> new LongAdder()).increment();
    }

    /** The client with that id. */
    public @Nullable HubClient find(String id) {
        return clients.get(id);
    }

    /** The clients that are here; weakly consistent. */
    public Collection<HubClient> clients() {
        return clients.values();
    }

    /** Clients taken in so far. */
    public long connected() {
        return connected.sum();
    }

    /** Clients gone so far. */
    public long departed() {
        return departed.sum();
    }

    /** Clients gone so far, by close code. */
    public Map<Integer, Long> closed() {
        Map<Integer, Long> counts = new HashMap<>();
        closed.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }
}
