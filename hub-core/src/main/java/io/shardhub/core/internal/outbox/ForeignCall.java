package io.shardhub.core.internal.outbox;

/** A call of code that is not the hub's own, which may hang. */
@FunctionalInterface
public interface ForeignCall {

    /** Nobody looks how long it takes. */
    ForeignCall UNSUPERVISED = () -> {};

    /** The call has thrown, of the client with that id; {@link #end} follows. */
    default void failed(String client, Throwable failure) {}

    /** The call has returned; throws if another thread owns by now what the caller owned before. */
    void end();
}
