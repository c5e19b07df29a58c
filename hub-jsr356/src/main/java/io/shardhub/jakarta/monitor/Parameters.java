package io.shardhub.jakarta.monitor;

import io.shardhub.auth.Handshake;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, each at most once and none that is unknown. */
final class Parameters {

    private static final int MAX_LENGTH = 256;

    private final Map<String, List<String>> given;

    /** Refuses what is not among those names. */
    Parameters(Handshake request, List<String> known) {
        given = request.parameters();
        for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                throw new BadParameter("unknown parameter: " + shortened(name) + " (expected: "
                        + (known.isEmpty() ? "none" : "one of " + known) + ")");
            }
            if (parameter.getValue().size() > 1) {
                throw new BadParameter(name + ": given " + parameter.getValue().size() + " times (expected: once)");
            }
        }
    }

    private static String shortened(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "..." : text;
    }

    /** A text; null if it is not given. */
    @Nullable
    String text(String name) {
        List<String> values = given.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        String text = values.get(0);
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new BadParameter(name + ": " + text.length() + " chars (expected: 1 to " + MAX_LENGTH + ")");
        }
        return text;
    }

    /** A whole number within these bounds. */
    int number(String name, int least, int most, int otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new BadParameter(name + ": " + shortened(text) + " (expected: "
                + (most == Integer.MAX_VALUE ? "a whole number from " + least : least + " to " + most) + ")");
    }
}
