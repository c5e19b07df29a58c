package io.shardhub.protocol;

import org.jspecify.annotations.Nullable;

/** A peer sent something that the protocol does not allow. Carries no stack trace: it is the peer's fault, not the code's. */
public final class ProtocolException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String id;

    /**
     * A fault with its code.
     *
     * @param id the id of the request, if it could be read
     * @param code what programs dispatch by, such as {@code bad_json}
     * @param message what a developer reads
     */
    public ProtocolException(@Nullable String id, String code, String message) {
        super(message, null, false, false);
        this.id = id;
        this.code = code;
    }

    /** What programs dispatch by. */
    public String code() {
        return code;
    }

    /** The id of the request, if it could be read. */
    public @Nullable String id() {
        return id;
    }
}
