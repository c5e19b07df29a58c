package io.shardhub.core.internal.cluster;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.core.internal.admission.Revocation;
import java.util.List;

/** What hubs say to each other. */
sealed interface Parcel {

    /**
     * A message for clients.
     *
     * @param message what
     */
    record Delivery(Message message) implements Parcel {}

    /**
     * How many devices has a user at your place?
     *
     * @param question names the question
     * @param userId the user
     */
    record Find(long question, String userId) implements Parcel {}

    /**
     * Close what a user has at your place, and say how many.
     *
     * @param question names the question
     * @param userId the user
     * @param reason why
     */
    record Disconnect(long question, String userId, CloseReason reason) implements Parcel {}

    /**
     * So many.
     *
     * @param question what this answers
     * @param count how many
     */
    record Answer(long question, int count) implements Parcel {}

    /**
     * Send your clients away, or take clients again.
     *
     * @param draining whether to send them away
     */
    record Drain(boolean draining) implements Parcel {}

    /**
     * Believe that no more.
     *
     * @param revocations what
     */
    record Revoke(List<Revocation> revocations) implements Parcel {}

    /** What do you believe no more? */
    record AskRevocations() implements Parcel {}
}
