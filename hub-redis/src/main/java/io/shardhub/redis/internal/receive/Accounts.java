package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Tally;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds out what was lost: asks every origin what it published while this node may have heard nothing, and subtracts what
 * arrived. An origin that cannot be asked any more leaves an unknown loss. Owned by the delivery.
 */
final class Accounts {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30); // for an answer

    private static final class Question {
        private final Account account;
        private final Loss.Cause cause;
        private long askedAt; // first; zero before

        private Question(Account account, Loss.Cause cause) {
            this.account = account;
            this.cause = cause;
        }
    }

    private final List<Question> open = new ArrayList<>();
    private final ListenerDesk desk;
    private final Consumer<Outbound> lane;
    private final Supplier<Set<Long>> alive;

    /**
     * No account.
     *
     * @param lane sends questions
     * @param alive the epochs of the nodes that are alive
     */
    Accounts(ListenerDesk desk, Consumer<Outbound> lane, Supplier<Set<Long>> alive) {
        this.desk = desk;
        this.lane = lane;
        this.alive = alive;
    }

    /** From now on, what an origin published is compared with what of it arrives; unless that is so already. */
    void openFrom(Origin origin, Map<Long, Target> listening) {
        boolean isOpen = open.stream()
                .map(question -> question.account)
                .anyMatch(account -> account.before == 0 && account.origin.epoch == origin.epoch);
        if (!isOpen) {
            open.add(new Question(new Account(origin, origin.number, 0, listening), Loss.Cause.OUTAGE));
        }
    }

    /** Everything between those two numbers is missing; was anything of it for this node? */
    void openBetween(Origin origin, long after, long before, Map<Long, Target> listening) {
        Question question = new Question(new Account(origin, after, before, listening), Loss.Cause.GAP);
        open.add(question);
        ask(question);
    }

    /** Something of an origin arrived. */
    void arrived(Origin origin, long channel) {
        for (Question question : open) {
            if (question.account.origin.epoch == origin.epoch) {
                question.account.arrived(channel);
            }
        }
    }

    /** Whether nothing is to be found out. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Asks whoever has not answered; gives up on those that are gone, or do not answer. */
    void askAll() {
        Set<Long> living = open.isEmpty() ? Set.of() : alive.get();
        for (Iterator<Question> each = open.iterator(); each.hasNext(); ) {
            Question question = each.next();
            boolean asked = question.askedAt != 0;
            boolean gone = asked && !living.contains(question.account.origin.epoch);
            if (gone || (asked && System.nanoTime() - question.askedAt > PATIENCE_NANOS)) {
                each.remove();
                desk.lost(new Loss(null, Loss.UNKNOWN, question.cause));
            } else {
                ask(question);
            }
        }
    }

    private void ask(Question question) {
        if (question.askedAt == 0) {
            question.askedAt = System.nanoTime() | 1;
        }
        Account account = question.account;
        lane.accept(new Outbound.Note(
                Kind.RECOUNT,
                account.origin.nodeId,
                account.origin.epoch + " " + account.after + " " + account.before));
    }

    /** An origin has answered. */
    void answered(Origin origin, Tally tally) {
        for (Iterator<Question> each = open.iterator(); each.hasNext(); ) {
            Question question = each.next();
            Account account = question.account;
            if (account.origin.epoch == origin.epoch
                    && account.after == tally.after()
                    && account.before == tally.before()) {
                each.remove();
                close(question, tally);
            }
        }
    }

    private void close(Question question, Tally tally) {
        if (!tally.complete()) {
            desk.lost(new Loss(null, Loss.UNKNOWN, question.cause));
            return;
        }
        question.account
                .missing(tally.counts())
                .forEach((target, count) -> desk.lost(new Loss(target, count, question.cause)));
    }
}
