package io.shardhub.options;

/** What happens when a user who has as many connections as one may have opens one more. */
public enum UserPolicy {
    /** It is refused with 429, or closed with 1013 if it is there already. */
    REFUSE_NEW,
    /** It comes in, and the user's oldest connection is closed with 4409. */
    REPLACE_OLDEST
}
