package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Hub;
import io.shardhub.Message;
import io.shardhub.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Publishes all the time, to all, to topics and to users, with a number for each target, and remembers when. */
final class Voice {

    /** Kinds of targets. */
    enum Kind {
        ALL,
        TOPIC,
        USER
    }

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int TOPIC_EVERY = 4;
    private static final int ALL_EVERY = 20;

    private final int origin;
    private final Hub hub;
    private final List<List<Long>> all = targets(1); // when each number was published
    private final List<List<Long>> topics;
    private final List<List<Long>> users;
    private int refused;
    private volatile boolean speaking = true;
    private final Thread thread;

    Voice(int origin, Hub hub, int topics, int users) {
        this.origin = origin;
        this.hub = hub;
        this.topics = targets(topics);
        this.users = targets(users);
        this.thread = new Thread(this::speak, "voice-" + origin);
    }

    private static List<List<Long>> targets(int count) {
        List<List<Long>> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(new ArrayList<>());
        }
        return targets;
    }

    void begin() {
        thread.start();
    }

    private void speak() {
        for (int tick = 0; speaking; tick++) {
            say(Kind.USER, tick % users.size());
            if (tick % TOPIC_EVERY == 0) {
                say(Kind.TOPIC, tick / TOPIC_EVERY % topics.size());
            }
            if (tick % ALL_EVERY == 0) {
                say(Kind.ALL, 0);
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private synchronized void say(Kind kind, int target) {
        List<Long> times = times(kind, target);
        Message message = Message.text(origin + " " + kind + " " + (times.size() + 1));
        PublishResult result = switch (kind) {
            case ALL -> hub.broadcast(message);
            case TOPIC -> hub.publish("t" + target, message);
            case USER -> hub.sendToUser("u" + target, message);
        };
        if (result.isComplete()) {
            times.add(System.nanoTime());
        } else {
            refused++;
        }
    }

    private List<Long> times(Kind kind, int target) {
        return switch (kind) {
            case ALL -> all.get(target);
            case TOPIC -> topics.get(target);
            case USER -> users.get(target);
        };
    }

    void hush() {
        speaking = false;
        try {
            TimeUnit.SECONDS.timedJoin(thread, Duration.ofSeconds(20).toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).as("publishing hangs").isFalse();
    }

    /** How many messages for a target the hub took. */
    synchronized int said(Kind kind, int target) {
        return times(kind, target).size();
    }

    /** How many messages the hub took, for all targets. */
    synchronized int said() {
        return Stream.of(all, topics, users)
                .flatMap(List::stream)
                .mapToInt(List::size)
                .sum();
    }

    /** When a message for a target was published. */
    synchronized long saidAt(Kind kind, int target, int number) {
        return times(kind, target).get(number - 1);
    }

    synchronized int refused() {
        return refused;
    }
}
