package io.shardhub.examples.monitor;

import java.util.Locale;

/** How somebody looks at a page. */
enum Look {
    LIGHT(1280, "light"),
    DARK(1280, "dark"),
    PHONE(390, "light");

    private final int width;
    private final String scheme;

    Look(int width, String scheme) {
        this.width = width;
        this.scheme = scheme;
    }

    int width() {
        return width;
    }

    String scheme() {
        return scheme;
    }

    /** What the names of its pictures end in. */
    String suffix() {
        return this == LIGHT ? "" : "-" + name().toLowerCase(Locale.ROOT);
    }
}
