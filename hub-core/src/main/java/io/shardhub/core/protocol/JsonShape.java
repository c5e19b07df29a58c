package io.shardhub.core.protocol;

/** Looks at JSON without reading it: how deep it is, and how many names it has. What is no JSON has some shape, too. */
final class JsonShape {

    /** The least that a name takes: two quotes, a colon, and a value. */
    private static final int CHARS_PER_KEY = 4;

    private JsonShape() {}

    /** Whether there are more names than that; short texts are not even looked at. */
    static boolean hasMoreKeys(String text, int max) {
        if (text.length() / CHARS_PER_KEY <= max) {
            return false;
        }
        int keys = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(text, i);
            } else if (c == ':' && ++keys > max) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are more objects and arrays within each other. */
    static boolean isDeeper(String text, int max) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(text, i);
            } else if ((c == '{' || c == '[') && ++depth > max) {
                return true;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return false;
    }

    private static int endOfString(String text, int begin) {
        int i = begin + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}
