package io.shardhub.core.internal.outbox;

/** What a connection is asked for. */
enum Attempt {
    NONE,
    WRITE,
    PING
}
