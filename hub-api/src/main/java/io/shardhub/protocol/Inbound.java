package io.shardhub.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A decoded message of a peer.
 *
 * @param type what handlers are found by; not empty
 * @param data the data in the protocol's own form, for {@link WireProtocol#fromData}; null when there is none
 * @param id the id that the peer expects in the reply; null when it expects none
 */
public record Inbound(
        String type, @Nullable Object data, @Nullable String id) {}
