package io.shardhub.redis.internal.receive;

/** What is done about an outage. Called by the delivery, in the order of what arrives. */
interface Recovery {

    /** From here on, something may be missing. */
    void broken();

    /** From here on, what is published on a channel arrives; it may go on to do so only once every subscription is back. */
    void confirmed(Subscription subscription);

    /** Every subscription is back. */
    void restored() throws InterruptedException;

    /** Something arrived on a channel. */
    void received(byte[] content);
}
