package io.shardhub.core.protocol;

/** Looks at JSON without reading it: how deep it is, how many names it has, where a value is. */
final class JsonShape {

    /** The least that a name takes: two quotes, a colon, and a value. */
    private static final int CHARS_PER_KEY = 4;

    private JsonShape() {}

    /** Whether there are more names than that, in what may be no JSON; short texts are not even looked at. */
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

    /** Whether there are more objects and arrays within each other, in what may be no JSON. */
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

    /** Whether a string holds a control character that is not escaped, in what is JSON otherwise. */
    static boolean hasBareControls(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) >= ' ') { // nearly always there is none anywhere
            i++;
        }
        if (i == text.length()) {
            return false;
        }
        for (i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                int end = endOfString(text, i);
                while (i < end) {
                    if (text.charAt(i++) < ' ') {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * The value of a field of an object, as it is written.
     *
     * @param text one object, valid JSON
     * @param field which of its fields, counted from 0; it has that
     */
    static String valueOf(String text, int field) {
        int depth = 0;
        int commas = 0;
        int begin = -1;
        int i = 0;
        while (true) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(text, i);
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth > 1 && (c == '}' || c == ']')) {
                depth--;
            } else if (depth == 1) {
                if (begin >= 0 && (c == ',' || c == '}')) {
                    return text.substring(begin, i).strip();
                }
                if (c == ',') {
                    commas++;
                } else if (c == ':' && commas == field) {
                    begin = i + 1;
                }
            }
            i++;
        }
    }

    /** Where the string that begins there ends; the end of the text if it does not. */
    private static int endOfString(String text, int begin) {
        int end = begin;
        do {
            end = text.indexOf('"', end + 1);
        } while (end >= 0 && isEscaped(text, end));
        return end < 0 ? text.length() : end;
    }

    private static boolean isEscaped(String text, int quote) {
        int i = quote;
        while (text.charAt(i - 1) == '\\') {
            i--;
        }
        return (quote - i) % 2 == 1;
    }
}
