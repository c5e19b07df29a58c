package io.shardhub.core.internal.cluster;

import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.UserDevices;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Questions to other nodes that wait for answers; each ends when all have answered or its time is up. */
@AnyThread
final class Questions {

    /** Who asks more at a time gets no answers from other nodes. */
    private static final int MAX_OPEN = 10_000;

    private final long nanos;
    private final AtomicLong lastNumber;
    private final ConcurrentHashMap<Long, Question> open = new ConcurrentHashMap<>();

    /** One question; its own lock guards it. */
    private static final class Question {
        private final String userId;
        private final Map<String, Integer> counts = new HashMap<>();
        private final Set<String> silent;
        private final long deadline;
        private final CompletableFuture<UserDevices> end = new CompletableFuture<>();

        Question(String userId, Set<String> silent, long deadline) {
            this.userId = userId;
            this.silent = new HashSet<>(silent);
            this.deadline = deadline;
        }

        /** Whether nobody is silent any more. */
        synchronized boolean answered(String node, int count) {
            silent.remove(node);
            if (count > 0) {
                counts.put(node, count);
            }
            return silent.isEmpty();
        }

        void complete() {
            UserDevices devices;
            synchronized (this) {
                devices = new UserDevices(userId, counts, silent);
            }
            end.complete(devices);
        }
    }

    /** Answers are waited for so long; {@code first} tells this life's questions from those of another one. */
    Questions(long nanos, long first) {
        this.nanos = nanos;
        this.lastNumber = new AtomicLong(first);
    }

    /** What a question goes by, and its end. */
    record Asked(long number, CompletableFuture<UserDevices> end) {}

    /** Opens a question to these nodes; {@code count} is what this one says. */
    Asked ask(String userId, String self, int count, Set<String> others, long now) {
        long number = lastNumber.incrementAndGet();
        Question question = new Question(userId, others, now + nanos);
        if (question.answered(self, count) || open.size() >= MAX_OPEN) {
            question.complete();
        } else {
            open.put(number, question);
        }
        return new Asked(number, question.end);
    }

    /** Nobody was asked after all. */
    void giveUp(long number) {
        Question question = open.remove(number);
        if (question != null) {
            question.complete();
        }
    }

    void answered(long number, String node, int count) {
        Question question = open.get(number);
        if (question != null && question.answered(node, count) && open.remove(number, question)) {
            question.complete();
        }
    }

    /** A node is no more, and with it what it had. */
    void gone(String node) {
        open.keySet().forEach(number -> answered(number, node, 0));
    }

    /** Ends those whose time is up. */
    void check(long now) {
        open.forEach((number, question) -> {
            if (now - question.deadline >= 0) {
                giveUp(number);
            }
        });
    }

    /** Ends all of them. */
    void end() {
        open.keySet().forEach(this::giveUp);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }
}
