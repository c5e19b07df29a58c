package io.shardhub.examples.cluster;

import io.shardhub.examples.settings.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the cluster is run.
 *
 * @param host the address to listen on
 * @param port of the balancer; the nodes take the next two, and a Redis of the cluster's own the third. 0 for any free ones
 * @param balancer before the nodes; null for none
 * @param variables of the environment, for the nodes
 */
record ClusterSettings(String host, int port, @Nullable Balancer balancer, Map<String, String> variables) {

    /** How it is chosen if nobody chooses. */
    private static final String ANY = "any";

    private static final String NONE = "none";

    /**
     * Reads the command line and the environment.
     *
     * @param arguments none, or the port
     * @param variables {@code PORT} (8080), {@code HOST} (127.0.0.1), {@code BALANCER} (haproxy, nginx or none; by default the first
     *     that is installed), {@code HUB_REDIS_ADDRESS} and the like for a Redis that is there already, and what quiz servers take
     */
    static ClusterSettings read(List<String> arguments, Map<String, String> variables) {
        if (arguments.size() > 1) {
            throw Environment.refusal("arguments", arguments.toString(), "none, or the port");
        }
        Environment environment =
                new Environment(arguments.isEmpty() ? variables : with(variables, "PORT", arguments.get(0)));
        return new ClusterSettings(
                environment.text("HOST", "127.0.0.1"),
                environment.integer("PORT", 8080, 0, 65_000),
                balancer(environment),
                variables);
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> changed = new HashMap<>(variables);
        changed.put(name, value);
        return changed;
    }

    private static @Nullable Balancer balancer(Environment environment) {
        String wanted = environment.text("BALANCER", ANY).toLowerCase(Locale.ROOT);
        Map<String, String> variables = environment.variables();
        if (wanted.equals(NONE)) {
            return null;
        }
        Optional<Balancer> found = Stream.of(Balancer.values())
                .filter(each -> wanted.equals(ANY) || wanted.equals(each.toString()))
                .filter(each -> each.find(variables).isPresent())
                .findFirst();
        if (found.isEmpty() && !wanted.equals(ANY)) {
            throw Environment.refusal("BALANCER", wanted, "haproxy or nginx, and installed; or none");
        }
        return found.orElse(null);
    }

    /** Whether a Redis is named that is there already. */
    boolean namesRedis() {
        return Stream.of("HUB_REDIS_ADDRESS", "HUB_REDIS_SENTINEL_MASTER", "HUB_REDIS_CLUSTER")
                .anyMatch(variables::containsKey);
    }
}
