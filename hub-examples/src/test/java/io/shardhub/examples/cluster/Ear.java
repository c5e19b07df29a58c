package io.shardhub.examples.cluster;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.Hub;
import io.shardhub.auth.Identity;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.Registration;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that checks what it hears: the numbers of one origin and target rise, so that nothing comes twice or out of order; it
 * remembers which of them are missing.
 */
final class Ear implements Connection, ClientListener {

    /** Numbers that did not come, of one origin and kind of target; both included. */
    record Gap(int origin, Voice.Kind kind, int first, int last) {}

    private final int[] last; // by origin and kind; this and the next two: under the monitor
    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private volatile @Nullable Registration registration;

    private Ear(int origins) {
        last = new int[origins * Voice.Kind.values().length];
    }

    /** One that is in a hub, with a topic. */
    static Ear in(Hub hub, String user, String topic, int origins) {
        Ear ear = new Ear(origins);
        Registration entered = hub.register(ear, Identity.of(user), ear);
        ear.registration = entered;
        entered.client().subscribe(topic);
        return ear;
    }

    /** The number that it heard last. */
    synchronized int heardUpTo(int origin, Voice.Kind kind) {
        return last[slot(origin, kind)];
    }

    /** How many did not come before that. */
    synchronized int missing(int origin, Voice.Kind kind) {
        return gaps.stream()
                .filter(gap -> gap.origin == origin && gap.kind == kind)
                .mapToInt(gap -> gap.last - gap.first + 1)
                .sum();
    }

    /** How many came. */
    synchronized int heard(int origin, Voice.Kind kind) {
        return heardUpTo(origin, kind) - missing(origin, kind);
    }

    synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    private static int slot(int origin, Voice.Kind kind) {
        return origin * Voice.Kind.values().length + kind.ordinal();
    }

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        for (int i = 0; i < outgoing.count(); i++) {
            take(outgoing.frame(i).text());
        }
        return WriteResult.SENT;
    }

    private synchronized void take(String text) {
        if (!Character.isDigit(text.charAt(0))) {
            return; // the hub's own
        }
        String[] words = text.split(" ", 3);
        int origin = Integer.parseInt(words[0]);
        Voice.Kind kind = Voice.Kind.valueOf(words[1]);
        int number = Integer.parseInt(words[2]);
        int slot = slot(origin, kind);
        if (number <= last[slot]) {
            faults.add(text + " after " + last[slot]);
        } else if (number > last[slot] + 1) {
            gaps.add(new Gap(origin, kind, last[slot] + 1, number - 1));
        }
        last[slot] = Math.max(last[slot], number);
    }

    @Override
    public int batchLimit() {
        return 16;
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        Registration current = registration;
        if (current != null) {
            current.heard();
        }
        return WriteResult.SENT;
    }

    @Override
    public void close(CloseReason reason) {
        Registration current = registration;
        if (current != null) {
            current.closed(reason);
        }
    }

    @Override
    public void abort() {}

    @Override
    public void closed(Client client, CloseReason reason) {}
}
