package io.shardhub.cluster;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself when it joins.
 *
 * @param id its name in the cluster: 1 to 32 letters, digits or dashes
 * @param url where clients reach this node and no other one, such as {@code wss://a.example/ws}; null if there is no such place
 */
public record NodeInfo(String id, @Nullable String url) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,32}");

    /** Checks the id. */
    public NodeInfo {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("node id: " + id + " (expected: 1 to 32 letters, digits or dashes)");
        }
    }
}
