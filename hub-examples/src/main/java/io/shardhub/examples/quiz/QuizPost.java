package io.shardhub.examples.quiz;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonSyntaxException;
import io.shardhub.Priority;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.examples.quiz.game.RefusedException;
import io.shardhub.examples.quiz.game.Scheduler;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries errands to the node that runs a quiz, which the first letter of its code names, and answers back. What a node does for
 * another one is done in the order in which it was asked.
 *
 * <p><b>Threading:</b> any thread; {@link #send} does not block.
 */
final class QuizPost implements ClusterListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuizPost.class);
    private static final Gson JSON = new Gson();
    private static final Duration PATIENCE = Duration.ofSeconds(8); // pages wait for ten
    private static final Letter AWAY = new Letter(0, null, null, "away", "the node of the host is away");

    /**
     * What nodes write to each other: an errand, or an answer.
     *
     * @param number of the errand
     * @param errand null in an answer
     * @param data of the answer; null if there is none
     * @param code of a refusal; null if there is none
     * @param message of a refusal
     */
    record Letter(
            long number,
            @Nullable Errand errand,
            @Nullable JsonElement data,
            @Nullable String code,
            @Nullable String message) {}

    private record Pending(String node, Consumer<Letter> answer) {}

    private final String name;
    private final ClusterBus bus;
    private final QuizOffice office;
    private final Scheduler scheduler;
    private Consumer<String> cameBack = node -> {}; // before the start
    private final ExecutorService clerk = Executors.newSingleThreadExecutor(task -> new Thread(task, "quiz-post"));
    private final Set<String> seen = ConcurrentHashMap.newKeySet(); // nodes
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();

    QuizPost(String name, ClusterBus bus, QuizOffice office, Scheduler scheduler) {
        this.name = name;
        this.bus = bus;
        this.office = office;
        this.scheduler = scheduler;
    }

    /**
     * Joins the other nodes.
     *
     * @param whenBack hears of nodes that have come, or come again
     */
    void start(Consumer<String> whenBack) {
        cameBack = whenBack;
        bus.start(new NodeInfo(name, null), this);
    }

    /** Whether that node runs the quiz with a code. */
    static boolean runs(String node, @Nullable String code) {
        return code != null && node.equals(nodeOf(code));
    }

    private static String nodeOf(String code) {
        return QuizNode.name(code.isEmpty() ? "" : code.substring(0, 1).toUpperCase(Locale.ROOT));
    }

    /** Whether another node than this one runs the quiz with a code. */
    boolean isElsewhere(@Nullable String code) {
        return code != null && !runs(name, code) && seen.contains(nodeOf(code));
    }

    /** Sends an errand to the node that runs its quiz; the answer comes later, and at once if that node is away. */
    void send(Errand errand, Consumer<Letter> answer) {
        String node = nodeOf(Objects.requireNonNull(errand.quiz()));
        long number = lastNumber.incrementAndGet();
        pending.put(number, new Pending(node, answer));
        boolean known = bus.nodes().stream().anyMatch(status -> status.id().equals(node));
        if (known && write(node, new Letter(number, errand, null, null, null))) {
            scheduler.after(PATIENCE, () -> close(number, AWAY));
        } else {
            close(number, AWAY);
        }
    }

    private boolean write(String node, Letter letter) {
        return bus.publish(new Target.Node(node), Priority.HIGH, JSON.toJson(letter))
                .isAccepted();
    }

    private void close(long number, Letter answer) {
        Pending asked = pending.remove(number);
        if (asked != null) {
            asked.answer.accept(answer);
        }
    }

    @Override
    public void received(ClusterMessage message) {
        try {
            Letter letter = JSON.fromJson(message.payload(), Letter.class);
            Errand errand = letter.errand;
            if (errand == null) {
                close(letter.number, letter);
            } else {
                later(() -> perform(message.origin(), letter.number, errand));
            }
        } catch (JsonSyntaxException e) {
            LOG.warn("not a letter: {}", message, e);
        }
    }

    private void perform(String from, long number, Errand errand) {
        try {
            office.perform(errand, data -> write(from, new Letter(number, null, JSON.toJsonTree(data), null, null)));
        } catch (RefusedException e) {
            write(from, new Letter(number, null, null, e.code(), e.getMessage()));
        }
    }

    @Override
    public void joined(NodeStatus node) {
        seen.add(node.id());
        cameBack.accept(node.id());
    }

    @Override
    public void left(NodeStatus node) {
        gone(node.id());
    }

    @Override
    public void died(NodeStatus node) {
        gone(node.id());
    }

    private void gone(String node) {
        later(() -> office.leaveAll(node));
        pending.forEach((number, asked) -> {
            if (asked.node.equals(node)) {
                close(number, AWAY);
            }
        });
    }

    private void later(Runnable task) {
        try {
            clerk.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("a quiz failed at what another node asked", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closing", e);
        }
    }

    @Override
    public void close() {
        bus.close();
        clerk.shutdown();
    }
}
