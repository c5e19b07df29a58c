package io.shardhub;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules for topics by their names: a name as it is, one that ends with {@code *} for all that begin so, and {@code {user}} for the id
 * of the client's user. What no rule allows is refused. Immutable; every method gives new rules.
 *
 * <pre>{@code
 * manager.allowTopics(TopicRules.none()
 *         .subscribe("news:*", ClientRule.ANYBODY)
 *         .subscribe("inbox:{user}", ClientRule.ANYBODY)
 *         .publish("chat:*", ClientRule.role("member")));
 * }</pre>
 */
public final class TopicRules implements TopicRule {

    private static final String USER = "{user}";

    private final List<Rule> subscribing;
    private final List<Rule> publishing;

    private record Rule(String pattern, ClientRule who) {

        boolean allows(Client client, String topic) {
            boolean open = pattern.endsWith("*");
            String named = open ? pattern.substring(0, pattern.length() - 1) : pattern;
            String wanted = named.replace(USER, client.userId());
            return (open ? topic.startsWith(wanted) : topic.equals(wanted)) && who.allows(client);
        }
    }

    private TopicRules(List<Rule> subscribing, List<Rule> publishing) {
        this.subscribing = List.copyOf(subscribing);
        this.publishing = List.copyOf(publishing);
    }

    /** Nothing is allowed. */
    public static TopicRules none() {
        return new TopicRules(List.of(), List.of());
    }

    /** Those clients may subscribe to those topics, too. */
    public TopicRules subscribe(String pattern, ClientRule who) {
        return new TopicRules(plus(subscribing, pattern, who), publishing);
    }

    /** Those clients may publish to those topics, too. */
    public TopicRules publish(String pattern, ClientRule who) {
        return new TopicRules(subscribing, plus(publishing, pattern, who));
    }

    /* Behind an open end a user called "a:b" would reach into what belongs to the user "a". */
    private static List<Rule> plus(List<Rule> rules, String pattern, ClientRule who) {
        int star = pattern.indexOf('*');
        if (pattern.isEmpty() || (star >= 0 && star < pattern.length() - 1)) {
            throw new IllegalArgumentException(
                    "pattern: '" + pattern + "' (expected: a name, perhaps with * at its end)");
        }
        if (star >= 0 && pattern.endsWith(USER + "*")) {
            throw new IllegalArgumentException(
                    "pattern: '" + pattern + "' (expected: something between {user} and *: users may begin alike)");
        }
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(pattern, who));
        return more;
    }

    @Override
    public boolean maySubscribe(Client client, String topic) {
        return subscribing.stream().anyMatch(rule -> rule.allows(client, topic));
    }

    @Override
    public boolean mayPublish(Client client, String topic) {
        return publishing.stream().anyMatch(rule -> rule.allows(client, topic));
    }
}
