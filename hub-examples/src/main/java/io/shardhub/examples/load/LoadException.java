package io.shardhub.examples.load;

/** Why there is nothing to measure, in one line. */
public final class LoadException extends Exception {

    private static final long serialVersionUID = 1L;

    LoadException(String message) {
        super(message);
    }
}
