package io.shardhub.redis.internal;

import io.shardhub.cluster.Target;

/** Every key and channel name of one cluster; clusters that share a Redis differ in their prefix. Immutable. */
final class KeySpace {

    private final String prefix;

    KeySpace(String prefix) {
        if (!prefix.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(
                    "prefix: " + prefix + " (expected: 1 to 64 letters, digits, dots, dashes or underscores)");
        }
        this.prefix = prefix;
    }

    /** The channel on which messages for a target travel. */
    String channel(Target target) {
        if (target instanceof Target.Topic topic) {
            return prefix + ":topic:" + topic.topic();
        }
        if (target instanceof Target.User user) {
            return prefix + ":user:" + user.userId();
        }
        if (target instanceof Target.Node node) {
            return prefix + ":node:" + node.nodeId();
        }
        return prefix + ":all";
    }

    /** The channel on which nodes talk about the cluster itself. */
    String control() {
        return prefix + ":control";
    }

    /** The key under which nodes announce themselves. */
    String nodes() {
        return prefix + ":nodes";
    }
}
