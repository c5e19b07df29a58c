package io.shardhub.options;

import java.util.Locale;

/** How options are named where they come from; the path of an option is its place in {@link HubOptions}. */
enum OptionNaming {
    /** {@code hub.outbox.maxBytes}. */
    PROPERTY("hub.") {
        @Override
        String spelled(String path) {
            return path;
        }
    },
    /** {@code HUB_OUTBOX_MAX_BYTES}. */
    VARIABLE("HUB_") {
        @Override
        String spelled(String path) {
            return path.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                    .replace('.', '_')
                    .toUpperCase(Locale.ROOT);
        }
    };

    private final String prefix;

    OptionNaming(String prefix) {
        this.prefix = prefix;
    }

    abstract String spelled(String path);

    /** The name of the option with a path such as {@code outbox.maxBytes}. */
    String name(String path) {
        return prefix + spelled(path);
    }

    /** Whether a name is meant to be an option's of a section; also in the wrong case, so that such a slip is noticed. */
    boolean isIn(String section, String name) {
        String start = name(section);
        return name.regionMatches(true, 0, start, 0, start.length());
    }
}
