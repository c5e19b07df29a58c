package io.shardhub.core.internal.outbox;

/** Whom an outbox belongs to. */
@FunctionalInterface
public interface OutboxOwner {

    /** Asks for a flush by the owning shard; any thread. */
    void wake();

    /** The client's id. */
    default String id() {
        return "";
    }

    /** The owning shard is about to call the connection. */
    default ForeignCall call() {
        return ForeignCall.UNSUPERVISED;
    }
}
