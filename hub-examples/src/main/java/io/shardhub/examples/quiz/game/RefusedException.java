package io.shardhub.examples.quiz.game;

/** The quiz refuses what a player asks for. Carries no stack trace: it is the player's mistake, not the code's. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * A refusal.
     *
     * @param code what the page dispatches by, such as {@code too_late}
     * @param message what a developer reads
     */
    public RefusedException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What the page dispatches by. */
    public String code() {
        return code;
    }
}
