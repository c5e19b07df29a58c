package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds out what was lost: asks every origin what it published while this node may have heard nothing, and subtracts what
 * arrived. An origin that cannot be asked any more leaves an unknown loss. Owned by the delivery.
 */
final class Accounts {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30); // for an answer

    /** What is known of an origin that may have published something. */
    private enum Standing {
        /** It is a node of the cluster, or was when this node ceased to hear it. */
        MEMBER,
        /** It had ended before: only if it comes back, there is something to be asked. */
        OVER,
        /** It was never heard before: what it published counts only if its life began after this node's. */
        STRANGER
    }

    private static final class Question {
        private final Account account;
        private final Loss.Cause cause;
        private Standing standing;
        private long openAt; // first look at it; zero before
        private boolean asked;

        private Question(Account account, Loss.Cause cause, Standing standing) {
            this.account = account;
            this.cause = cause;
            this.standing = standing;
        }
    }

    private final Map<Long, List<Question>> open = new HashMap<>(); // by epoch
    private Map<Long, Subscription> promised = Map.of(); // what was to be heard when this node last ceased to hear
    private final ListenerDesk desk;
    private final Consumer<Outbound> lane;
    private final Others others;

    /**
     * No account.
     *
     * @param lane sends questions
     * @param others knows who is alive
     */
    Accounts(ListenerDesk desk, Consumer<Outbound> lane, Others others) {
        this.desk = desk;
        this.lane = lane;
        this.others = others;
    }

    /** This node ceases to hear what is published there, by the hashes of the channels. */
    void broken(Map<Long, Subscription> listening) {
        promised = listening;
    }

    /** This node has heard itself: what an origin published before it went has been heard, too. */
    void passed(Origin origin) {
        origin.passed(others.isAlive(origin.epoch));
    }

    /**
     * From now on, what an origin published is compared with what of it arrives: for those targets for which that is not so already,
     * because they were not heard yet when an earlier outage began.
     */
    void openFrom(Origin origin, Loss.Cause cause) {
        Standing standing = origin.isOver() ? Standing.OVER : Standing.MEMBER;
        add(new Question(new Account(origin, origin.number, 0, owed(origin)), cause, standing));
    }

    /** Whether what an origin publishes is compared with what arrives. */
    boolean isOpenFrom(Origin origin) {
        return of(origin).stream().anyMatch(question -> question.account.before == 0);
    }

    /** Everything between those two numbers is missing; was anything of it for this node? */
    void openBetween(Origin origin, long after, long before) {
        Question question =
                new Question(new Account(origin, after, before, owed(origin)), Loss.Cause.GAP, Standing.MEMBER);
        if (add(question)) {
            ask(question);
        }
    }

    /** An origin is heard for the first time, and did not begin with that number: has this node missed its beginning? */
    void openBefore(Origin origin, long before) {
        add(new Question(new Account(origin, 0, before, promised), Loss.Cause.GAP, Standing.STRANGER));
    }

    /** Somebody may have published something that is missing, and nobody knows who. */
    void giveUp() {
        if (!promised.isEmpty()) {
            desk.lost(new Loss(null, Loss.UNKNOWN, Loss.Cause.GAP));
        }
    }

    /** What was promised, but for what is asked for already, to its end. */
    private Map<Long, Subscription> owed(Origin origin) {
        Map<Long, Subscription> subscriptions = promised;
        for (Question question : of(origin)) {
            if (question.account.before == 0) {
                subscriptions = question.account.without(subscriptions);
            }
        }
        return subscriptions;
    }

    /** Adds a question, unless nothing was promised that could be missing. */
    private boolean add(Question question) {
        return !question.account.isEmpty()
                && open.computeIfAbsent(question.account.origin.epoch, epoch -> new ArrayList<>())
                        .add(question);
    }

    private List<Question> of(Origin origin) {
        return open.getOrDefault(origin.epoch, List.of());
    }

    /** Something of an origin arrived. */
    void arrived(Origin origin, long channel) {
        for (Question question : of(origin)) {
            question.account.arrived(channel);
        }
    }

    /** Whether nothing is to be found out. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Asks whoever has not answered; gives up on those that are gone, or do not answer. */
    void askAll() {
        open.values().removeIf(questions -> {
            questions.removeIf(this::isOver);
            return questions.isEmpty();
        });
    }

    private boolean isOver(Question question) {
        if (question.openAt == 0) {
            question.openAt = System.nanoTime() | 1;
        }
        long epoch = question.account.origin.epoch;
        boolean alive = others.isAlive(epoch);
        boolean late = System.nanoTime() - question.openAt > PATIENCE_NANOS;
        if (question.standing == Standing.STRANGER && alive && !others.isYounger(epoch)) {
            return true; // from before this node's time
        }
        if (question.standing == Standing.OVER && alive) {
            question.standing = Standing.MEMBER;
        }
        if (late || (question.asked && !alive)) {
            if (question.standing == Standing.MEMBER) { // of others nobody knows whether there was anything at all
                desk.lost(new Loss(null, Loss.UNKNOWN, question.cause));
            }
            return true;
        }
        if (!alive && question.standing != Standing.MEMBER) {
            return false; // it may come, or come back
        }
        ask(question);
        return false;
    }

    private void ask(Question question) {
        question.asked = true;
        Account account = question.account;
        lane.accept(new Outbound.Note(
                Kind.RECOUNT, account.origin.nodeId, account.inquiry().text()));
    }

    /** An origin has answered. */
    void answered(Origin origin, Tally tally) {
        open.computeIfPresent(origin.epoch, (epoch, questions) -> {
            questions.removeIf(question -> isAnswered(question, tally));
            return questions.isEmpty() ? null : questions;
        });
    }

    private boolean isAnswered(Question question, Tally tally) {
        Account account = question.account;
        boolean answered = account.after == tally.after() && account.before == tally.before();
        if (answered && tally.complete()) {
            account.missing(tally.counts())
                    .forEach((target, count) -> desk.lost(new Loss(target, count, question.cause)));
        } else if (answered) {
            desk.lost(new Loss(null, Loss.UNKNOWN, question.cause));
        }
        return answered;
    }
}
