package io.shardhub.auth;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as the handshake established it and renewals confirmed it; immutable.
 *
 * @param userId the user; equal for all devices of a user; 1 to {@link #MAX_USER_ID_LENGTH} chars,
 *     none of them a control character
 * @param remoteAddress the peer's address as text, empty if unknown
 * @param attributes what else the application wants to know of the client, such as its device
 * @param roles what the client may do, in the application's own words
 * @param credential what all this is believed for, and how long; null if it is for ever
 * @param returning whether it was here lately, as a pass of the hub's has proven
 */
public record Identity(
        String userId,
        String remoteAddress,
        Map<String, String> attributes,
        Set<String> roles,
        @Nullable Credential credential,
        boolean returning) {

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
        roles = Set.copyOf(roles);
    }

    /** A user without roles, for ever. */
    public Identity(String userId, String remoteAddress, Map<String, String> attributes) {
        this(userId, remoteAddress, attributes, Set.of(), null);
    }

    /** Somebody who was not here lately. */
    public Identity(
            String userId,
            String remoteAddress,
            Map<String, String> attributes,
            Set<String> roles,
            @Nullable Credential credential) {
        this(userId, remoteAddress, attributes, roles, credential, false);
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

    /** Whether the client has a role. */
    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    /** With exactly these roles. */
    public Identity withRoles(String... newRoles) {
        return new Identity(userId, remoteAddress, attributes, Set.of(newRoles), credential, returning);
    }

    /** With another credential. */
    public Identity withCredential(Credential newCredential) {
        return new Identity(userId, remoteAddress, attributes, roles, newCredential, returning);
    }

    /** Seen at another address. */
    public Identity withRemoteAddress(String newRemoteAddress) {
        return new Identity(userId, newRemoteAddress, attributes, roles, credential, returning);
    }

    /** Somebody who was here lately, or not. */
    public Identity withReturning(boolean newReturning) {
        return new Identity(userId, remoteAddress, attributes, roles, credential, newReturning);
    }
}
