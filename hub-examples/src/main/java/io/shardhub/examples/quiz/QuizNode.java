package io.shardhub.examples.quiz;

import io.shardhub.examples.settings.Environment;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.RedisClusterBus;
import io.shardhub.redis.RedisOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A quiz server as one of several that act as one.
 *
 * @param letter names it, and begins the codes of the quizzes that it runs
 * @param redis where the nodes meet
 */
public record QuizNode(String letter, RedisOptions redis) {

    /** One connection to publish, one to listen, one for the node: everything of a node arrives in its order. */
    private static final ClusterOptions CLUSTER = ClusterOptions.defaults(3);

    /**
     * Reads {@code QUIZ_NODE}, a letter that no other node has, and {@code HUB_REDIS_ADDRESS} with all that goes with it; what is
     * published is logged ({@code STREAMS}) unless {@code HUB_REDIS_MODE} says otherwise. All nodes need the same {@code QUIZ_SECRET}.
     *
     * @return empty if the server is to be alone
     */
    public static Optional<QuizNode> read(Map<String, String> variables) {
        String letter = variables.getOrDefault("QUIZ_NODE", "");
        if (letter.isEmpty()) {
            return Optional.empty();
        }
        if (!letter.matches("[A-HJ-NP-Z]")) {
            throw Environment.refusal("QUIZ_NODE", letter, "a letter from A to Z, but not I or O");
        }
        Map<String, String> redis = new HashMap<>(variables);
        redis.putIfAbsent("HUB_REDIS_MODE", DeliveryMode.STREAMS.name());
        redis.putIfAbsent("HUB_REDIS_PREFIX", "quiz");
        return Optional.of(new QuizNode(letter, RedisOptions.fromEnvironment(redis, CLUSTER)));
    }

    /** The name of the node with a letter. */
    static String name(String letter) {
        return "quiz-" + letter.toLowerCase(Locale.ROOT);
    }

    String name() {
        return name(letter);
    }

    ClusterOptions cluster() {
        return CLUSTER;
    }

    /** What the hubs talk through. */
    RedisClusterBus hubs() {
        return new RedisClusterBus(redis, CLUSTER);
    }

    /** What the quizzes talk through: a cluster of its own beside that of the hubs. */
    RedisClusterBus quizzes() {
        return new RedisClusterBus(redis.withPrefix(redis.prefix() + "-post"), CLUSTER);
    }
}
