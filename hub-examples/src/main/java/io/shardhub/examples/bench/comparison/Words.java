package io.shardhub.examples.bench.comparison;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * A message of a peer: {@code {"type":"BROADCAST","data":...}} goes to every client, {@code {"type":"ECHO","data":...}} back to
 * its sender, both with the data unchanged; anything else closes the connection that sent it.
 *
 * @param type one of the two
 * @param data anything
 */
record Words(String type, JsonElement data) {

    static final String EXPECTED = "expected type BROADCAST or ECHO, and data";

    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    /** Reads a message; null if it is none. */
    static @Nullable Words of(String text) {
        try {
            Words words = JSON.fromJson(text, Words.class);
            return words == null || words.data == null || !words.isKnown() ? null : words;
        } catch (JsonParseException e) {
            return null;
        }
    }

    private boolean isKnown() {
        return isBroadcast() || "ECHO".equals(type);
    }

    boolean isBroadcast() {
        return "BROADCAST".equals(type);
    }

    /** As it is sent. */
    @Override
    public String toString() {
        return JSON.toJson(this);
    }
}
