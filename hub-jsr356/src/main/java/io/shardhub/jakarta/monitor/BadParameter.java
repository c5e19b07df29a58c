package io.shardhub.jakarta.monitor;

/** A parameter breaks its rule; the message says which, and what is expected. */
final class BadParameter extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadParameter(String message) {
        super(message, null, false, false);
    }
}
