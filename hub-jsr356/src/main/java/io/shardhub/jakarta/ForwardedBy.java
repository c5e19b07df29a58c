package io.shardhub.jakarta;

/** In which headers a proxy says for whom it asks. Only these are read: a proxy passes others on as peers sent them. */
public enum ForwardedBy {
    /** {@code X-Forwarded-For} and {@code X-Forwarded-Host}. */
    X_FORWARDED,
    /** {@code Forwarded}, of RFC 7239. */
    FORWARDED
}
