package io.shardhub.auth;

import java.util.Map;

/**
 * Who a client is, as the handshake established it; immutable.
 *
 * @param userId the user; equal for all devices of a user; 1 to {@link #MAX_USER_ID_LENGTH} chars,
 *     none of them a control character
 * @param remoteAddress the peer's address as text, empty if unknown
 * @param attributes what else the application wants to know of the client, such as its device
 */
public record Identity(String userId, String remoteAddress, Map<String, String> attributes) {

    /** The longest user id, in chars. */
    public static final int MAX_USER_ID_LENGTH = 256;

    /** Refuses an empty or overlong user id. */
    public Identity {
        if (userId.isEmpty() || userId.length() > MAX_USER_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "userId: " + userId.length() + " chars (expected: 1 to " + MAX_USER_ID_LENGTH + ")");
        }
        if (!isValidUserId(userId)) {
            throw new IllegalArgumentException("userId: contains a control character (expected: none)");
        }
        attributes = Map.copyOf(attributes);
    }

    /** Whether a text can be a user id: neither empty nor too long, and without control characters. */
    public static boolean isValidUserId(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_USER_ID_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** A user without address and attributes. */
    public static Identity of(String userId) {
        return new Identity(userId, "", Map.of());
    }
}
