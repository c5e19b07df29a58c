package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an outbox should do, said as simply as possible and without a thought of speed: one list of what waits, searched and
 * sorted whenever something is asked of it.
 */
final class OutboxModel {

    /** What a connection answers. */
    enum Answer {
        TAKEN,
        PENDING,
        BUSY,
        DEAD
    }

    /** Asked at every write, in the order in which the outbox should ask. */
    @FunctionalInterface
    interface Network {
        Answer answer();
    }

    private record Waiting(Message message, int bytes, long since) {}

    private final JsonProtocol protocol;
    private final OutboxLimits limits;
    private final int batchLimit;
    private final Network network;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<DropCause, Long> dropped = new EnumMap<>(DropCause.class);
    private long accepted;
    private long sent;
    private long conflated;

    final List<String> frames = new ArrayList<>(); // as they left
    int writes;
    int pings;
    boolean folding;
    private List<Message> current = List.of();
    private boolean writing;
    private boolean pinging;
    private boolean pingDue;
    private boolean departing;
    private long occupiedSince;
    private @Nullable Long refusedSince;

    OutboxModel(JsonProtocol protocol, OutboxLimits limits, int batchLimit, Network network) {
        this.protocol = protocol;
        this.limits = limits;
        this.batchLimit = batchLimit;
        this.network = network;
    }

    /* --------------- What comes --------------- */

    boolean append(Message message, long now) {
        accepted++;
        int bytes = message.frame(protocol).size();
        List<Waiting> older = new ArrayList<>(waiting.stream()
                .filter(other -> message.key() != null && message.key().equals(other.message.key()))
                .filter(other -> other.message.priority().compareTo(message.priority()) <= 0)
                .toList());
        List<Waiting> rest = new ArrayList<>(waiting);
        rest.removeAll(older);
        boolean fits = fits(rest, bytes);
        boolean critical = message.priority() == Priority.CRITICAL;
        OverflowPolicy policy = message.overflow() == null ? limits.overflow() : message.overflow();
        List<Waiting> shed = new ArrayList<>();
        if (!fits) {
            if (policy == OverflowPolicy.DISCONNECT) {
                return drop(DropCause.OUTBOX_FULL, 1, false);
            }
            if (policy == OverflowPolicy.DROP_OLDEST || critical) {
                shed = shedFor(message.priority(), rest, bytes);
            }
            rest.removeAll(shed);
            if (!fits(rest, bytes)) {
                return drop(DropCause.OUTBOX_FULL, 1, !critical);
            }
        }
        conflated += older.size();
        drop(DropCause.OUTBOX_FULL, shed.size(), true);
        int place = fits
                ? IntStream.range(0, waiting.size())
                        .filter(i -> older.contains(waiting.get(i))
                                && waiting.get(i).message.priority() == message.priority())
                        .findFirst()
                        .orElse(-1)
                : -1;
        if (place >= 0) {
            waiting.set(place, new Waiting(message, bytes, now));
        }
        waiting.removeAll(older);
        waiting.removeAll(shed);
        if (place < 0) {
            waiting.add(new Waiting(message, bytes, now));
        }
        return true;
    }

    /** One by one the oldest of the lowest priority, until the message fits. */
    private List<Waiting> shedFor(Priority priority, List<Waiting> rest, int bytes) {
        List<Waiting> shed = new ArrayList<>();
        List<Waiting> left = new ArrayList<>(rest);
        List<Waiting> candidates = rest.stream()
                .filter(other -> other.message.priority() != Priority.CRITICAL
                        && other.message.priority().compareTo(priority) <= 0)
                .sorted(Comparator.comparing(other -> other.message.priority()))
                .toList();
        for (Waiting candidate : candidates) {
            if (!fits(left, bytes)) {
                left.remove(candidate);
                shed.add(candidate);
            }
        }
        return shed;
    }

    private boolean fits(List<Waiting> others, int bytes) {
        int sum = others.stream().mapToInt(Waiting::bytes).sum() + bytes;
        return others.isEmpty() || (others.size() < limits.capacity() && sum <= limits.maxBytes());
    }

    private boolean drop(DropCause cause, int count, boolean result) {
        dropped.merge(cause, (long) count, Long::sum);
        return result;
    }

    void ping() {
        pingDue = true;
    }

    void depart() {
        departing = !waiting.isEmpty();
    }

    void expire(long now) {
        int before = waiting.size();
        waiting.removeIf(one -> one.message.priority() != Priority.CRITICAL && now - one.since > limits.maxAgeNanos());
        drop(DropCause.TOO_OLD, before - waiting.size(), true);
        departing &= !waiting.isEmpty();
    }

    /* --------------- What leaves --------------- */

    Flush flush(long now) {
        while (true) {
            if (writing || pinging) {
                return Flush.UNDER_WAY;
            }
            if (!pingDue && current.isEmpty()) {
                expire(now);
                if (waiting.isEmpty()) {
                    return Flush.IDLE;
                }
                if (lingers()) {
                    return Flush.LINGERING;
                }
            }
            Flush end = pingDue ? writePing(now) : writeMessages(now);
            if (end != null) {
                return end;
            }
        }
    }

    private boolean lingers() {
        return limits.lingerNanos() > 0
                && !departing
                && waiting.stream().allMatch(one -> one.message.priority() == Priority.LOW)
                && waiting.size() < most()
                && waiting.stream().mapToInt(Waiting::bytes).sum() < limits.batchBytes();
    }

    private int most() {
        return folding ? limits.batchMessages() : Math.min(batchLimit, limits.batchMessages());
    }

    private @Nullable Flush writePing(long now) {
        departing |= !waiting.isEmpty();
        Answer answer = network.answer();
        switch (answer) {
            case TAKEN -> {
                pings++;
                pingDue = false;
            }
            case PENDING -> {
                pings++;
                pinging = true;
                occupiedSince = now;
            }
            default -> {
                return refused(answer, now);
            }
        }
        if (current.isEmpty()) {
            refusedSince = null;
        }
        return null;
    }

    private @Nullable Flush writeMessages(long now) {
        if (current.isEmpty()) {
            current = take();
        }
        Answer answer = network.answer();
        if (answer == Answer.BUSY || answer == Answer.DEAD) {
            return refused(answer, now);
        }
        refusedSince = null;
        writes++;
        frames.addAll(currentFrames);
        if (answer == Answer.TAKEN) {
            sent += current.size();
            current = List.of();
        } else {
            writing = true;
            occupiedSince = now;
        }
        return null;
    }

    private List<String> currentFrames = List.of();

    private List<Message> take() {
        List<Waiting> order = waiting.stream()
                .sorted(Comparator.comparing((Waiting one) -> one.message.priority())
                        .reversed())
                .toList();
        int count = 1;
        int bytes = order.get(0).bytes;
        while (count < order.size()
                && count < most()
                && bytes + order.get(count).bytes <= limits.batchBytes()
                && !(folding
                        && (order.get(0).message.isFinished()
                                || order.get(count).message.isFinished()))) {
            bytes += order.get(count++).bytes;
        }
        List<Waiting> taken = order.subList(0, count);
        waiting.removeAll(taken);
        departing = !waiting.isEmpty();
        List<String> texts =
                taken.stream().map(one -> one.message.frame(protocol).text()).toList();
        currentFrames = folding && count > 1
                ? List.of("{\"type\":\"hub.batch\",\"data\":[" + String.join(",", texts) + "]}")
                : texts;
        return taken.stream().map(Waiting::message).toList();
    }

    private Flush refused(Answer answer, long now) {
        if (answer == Answer.DEAD) {
            return Flush.BROKEN;
        }
        refusedSince = refusedSince == null ? Long.valueOf(now) : refusedSince;
        return Flush.RETRY;
    }

    /* --------------- How it ends --------------- */

    void complete() {
        if (pinging) {
            pingDue = false;
        } else {
            sent += current.size();
            current = List.of();
        }
        pinging = false;
        writing = false;
    }

    void discard() {
        drop(writing ? DropCause.WRITE_FAILED : DropCause.CLIENT_CLOSED, current.size(), true);
        drop(DropCause.CLIENT_CLOSED, waiting.size(), true);
        current = List.of();
        waiting.clear();
        pinging = false;
        writing = false;
        pingDue = false;
    }

    /* --------------- What there is to see --------------- */

    boolean isOverdue(long now) {
        return ((writing || pinging) && now - occupiedSince > limits.writeDeadlineNanos())
                || (refusedSince != null && now - refusedSince > limits.writeDeadlineNanos());
    }

    boolean hasWaiting() {
        return !waiting.isEmpty() || (pingDue && !pinging) || (!current.isEmpty() && !writing);
    }

    boolean isUnderWay() {
        return writing || pinging;
    }

    Books books() {
        return new Books(accepted, sent, conflated, waiting.size() + current.size(), dropped);
    }
}
