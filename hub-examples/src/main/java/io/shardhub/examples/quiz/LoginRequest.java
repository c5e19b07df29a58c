package io.shardhub.examples.quiz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.shardhub.examples.quiz.game.Nickname;
import io.shardhub.examples.quiz.game.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the login is told; {@code {"name":"Ann"}}, {@code {"role":"host"}}, {@code {"token":"..."}}, or some of it.
 *
 * @param name the nickname; null to keep the one before
 * @param host whether to become a host; who is one stays one
 * @param token an earlier one; null for the first time
 */
record LoginRequest(
        @Nullable String name, boolean host, @Nullable String token) {

    private static final Gson JSON =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    /** Reads a JSON object in UTF-8; fields that it does not know are ignored. */
    static LoginRequest parse(byte[] body) throws RefusedException {
        JsonObject object = object(body);
        String role = text(object, "role");
        if (role != null && !role.equals(QuizTokens.HOST) && !role.equals(QuizTokens.PLAYER)) {
            throw bad("role: " + role + " (expected: player or host)");
        }
        return new LoginRequest(text(object, "name"), QuizTokens.HOST.equals(role), text(object, "token"));
    }

    /** Who comes in: somebody new, or who was here before, perhaps under another name. Only hosts need none. */
    QuizVisitor visitor(@Nullable QuizVisitor earlier) throws RefusedException {
        String user = earlier == null ? UUID.randomUUID().toString() : earlier.user();
        String called = name == null && earlier != null ? earlier.name() : name;
        boolean hosts = host || (earlier != null && earlier.host());
        return new QuizVisitor(user, called == null && hosts ? null : Nickname.check(called), hosts);
    }

    private static JsonObject object(byte[] body) throws RefusedException {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            if (JSON.fromJson(text, JsonElement.class) instanceof JsonObject object) {
                return object;
            }
        } catch (CharacterCodingException | JsonParseException e) {
            throw bad("body: not JSON (expected: an object)");
        }
        throw bad("body: not an object (expected: an object)");
    }

    private static @Nullable String text(JsonObject object, String field) throws RefusedException {
        JsonElement value = object.get(field);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw bad(field + ": not a text (expected: a text)");
        }
        return value.getAsString();
    }

    private static RefusedException bad(String message) {
        return new RefusedException("bad_data", message);
    }
}
