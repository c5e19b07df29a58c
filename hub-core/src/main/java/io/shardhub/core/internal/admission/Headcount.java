package io.shardhub.core.internal.admission;

import io.shardhub.Client;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.RemoteAddress;
import io.shardhub.options.LimitOptions;
import io.shardhub.options.UserPolicy;
import io.shardhub.snapshot.RefusalCause;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts the connections of each user and of each address, as far as there are limits for them. */
@AnyThread
public final class Headcount {

    private final int perUser;
    private final UserPolicy policy;
    private final int perAddress;

    /* Immutable, the oldest first: most users have one. */
    private final ConcurrentHashMap<String, Client[]> users = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> addresses = new ConcurrentHashMap<>();

    /**
     * What became of a client at the door.
     *
     * @param refusal why it does not come in; null if it does
     * @param replaced whose place it takes; null if there was one
     */
    public record Entry(
            @Nullable RefusalCause refusal, @Nullable Client replaced) {
        private static final Entry FREE = new Entry(null, null);
    }

    /** Nobody is there. */
    public Headcount(LimitOptions limits) {
        this.perUser = limits.perUser();
        this.policy = limits.userPolicy();
        this.perAddress = limits.perAddress();
    }

    /** Whether one more connection from there would be too many now. */
    public boolean isAddressFull(String address) {
        if (perAddress == 0) {
            return false;
        }
        String holder = holder(address);
        return holder != null && addresses.getOrDefault(holder, 0) >= perAddress;
    }

    /** Whether one more connection of a user would be refused now. */
    public boolean isUserFull(String userId) {
        if (perUser == 0 || policy != UserPolicy.REFUSE_NEW) {
            return false;
        }
        Client[] present = users.get(userId);
        return present != null && present.length >= perUser;
    }

    /** Counts a client, unless it is one too many. */
    public Entry enter(Client client) {
        String holder = perAddress == 0 ? null : holder(client.identity().remoteAddress());
        if (holder != null && addresses.merge(holder, 1, Integer::sum) > perAddress) {
            leaveAddress(holder);
            return new Entry(RefusalCause.ADDRESS_FULL, null);
        }
        Entry entry = perUser == 0 ? Entry.FREE : enterUser(client);
        if (entry.refusal != null && holder != null) {
            leaveAddress(holder);
        }
        return entry;
    }

    private Entry enterUser(Client client) {
        Entry[] entry = {Entry.FREE};
        users.compute(client.userId(), (user, present) -> {
            if (present == null) {
                return new Client[] {client};
            }
            if (present.length < perUser) {
                Client[] more = Arrays.copyOf(present, present.length + 1);
                more[present.length] = client;
                return more;
            }
            if (policy == UserPolicy.REFUSE_NEW) {
                entry[0] = new Entry(RefusalCause.USER_FULL, null);
                return present;
            }
            entry[0] = new Entry(null, present[0]);
            Client[] changed = Arrays.copyOfRange(present, 1, present.length + 1);
            changed[present.length - 1] = client;
            return changed;
        });
        return entry[0];
    }

    /** A client that was counted is gone; one that was replaced is not counted any more. */
    public void leave(Client client) {
        if (perUser > 0) {
            users.computeIfPresent(client.userId(), (user, present) -> without(present, client));
        }
        String holder = perAddress == 0 ? null : holder(client.identity().remoteAddress());
        if (holder != null) {
            leaveAddress(holder);
        }
    }

    private static Client @Nullable [] without(Client[] present, Client client) {
        int at = Arrays.asList(present).indexOf(client);
        if (at < 0) {
            return present;
        }
        if (present.length == 1) {
            return null;
        }
        Client[] fewer = new Client[present.length - 1];
        System.arraycopy(present, 0, fewer, 0, at);
        System.arraycopy(present, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }

    private void leaveAddress(String holder) {
        addresses.computeIfPresent(holder, (key, count) -> count == 1 ? null : count - 1);
    }

    private static @Nullable String holder(String address) {
        return RemoteAddress.parse(address)
                .filter(parsed -> !RemoteAddress.isPrivate(parsed))
                .flatMap(parsed -> RemoteAddress.holder(address))
                .orElse(null);
    }
}
