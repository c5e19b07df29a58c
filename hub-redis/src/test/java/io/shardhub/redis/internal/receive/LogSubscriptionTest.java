package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From when on a subscription counts, when a log is read again. */
@Timeout(60)
final class LogSubscriptionTest extends LogRig {

    @Test
    void whatWasPublishedBeforeTheSubscriptionIsNotRead() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        log(1_100, B, 1, TOPIC);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        published(1_200, B, 2);
        breaks();
        log(1_300, B, 3, TOPIC);

        replay.restored();

        assertThat(told).containsExactly("5 1", "6 2", "6 3");
        nothingIsMissing();
    }

    /** A replica that lagged behind, and whose clock does, has taken over. */
    @Test
    void whatWasPublishedAfterTheSubscriptionIsReadAlthoughItsPlaceIsBeforeIt() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(90_000, B, 1);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        published(90_001, B, 2);
        breaks();
        jedis.del("hub:log");
        log(1_000, A, 1);
        log(80_000, B, 3, TOPIC);
        log(95_000, B, 4, TOPIC);

        replay.restored();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "6 3", "6 4");
        nothingIsMissing();
    }

    @Test
    void whoSubscribesDuringAnOutageHearsWhatIsPublishedOnceItIsOver() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        breaks();
        subscriptions.want(TOPIC);
        log(1_100, A, 2, TOPIC);
        log(1_101, A, 3);
        confirmed(TOPIC);
        replay.restored();
        assertThat(told).containsExactly("5 1", "5 3");

        breaks();
        log(1_102, A, 4, TOPIC);
        replay.restored();

        assertThat(told).containsExactly("5 1", "5 3", "5 4");
        nothingIsMissing();
    }

    @Test
    void whoLeavesAndComesBackDuringAnOutageBeginsAnew() throws Exception {
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        replay.restored();
        published(1_000, A, 1);
        breaks();
        log(1_100, A, 2, TOPIC);
        subscriptions.leave(TOPIC);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);

        replay.restored();

        assertThat(told).containsExactly("5 1");
        nothingIsMissing();
    }

    @Test
    void subscriptionThatIsConfirmedAndThenHearsNothingBeforeAnOutageIsOwedAllOfIt() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        breaks();
        log(1_100, A, 2, TOPIC);

        replay.restored();

        assertThat(told).containsExactly("5 1", "5 2");
        nothingIsMissing();
    }

    @Test
    void subscriptionThatIsNotConfirmedWhenAnOutageBeginsIsOwedNothing() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        subscriptions.want(TOPIC);
        breaks();
        log(1_100, A, 2, TOPIC);

        replay.restored();

        assertThat(told).containsExactly("5 1");
    }
}
