package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read again from a log, whatever became of that log. */
@Timeout(60)
final class LogReplayTest extends LogRig {

    @Test
    void whatArrivesDuringAnOutageComesFromTheLogAndInOrder() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        breaks();
        log(2_000, A, 2);
        published(3_000, A, 3);
        assertThat(told).containsExactly("5 1");

        replay.restored();

        published(4_000, A, 4);
        assertThat(told).containsExactly("5 1", "5 2", "5 3", "5 4");
        nothingIsMissing();
    }

    @Test
    void whoFailsBeforeThePagesReadsThemAllTheNextTime() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        breaks();
        log(2_000, A, 2);
        log(1_000 + 50_000, A, 3);
        jedis.aclSetUser("default", "-xrange");

        Thread restoring = new Thread(this::restore);
        restoring.start();
        await().atMost(PATIENCE).until(() -> !jedis.aclLog().isEmpty());
        assertThat(told).containsExactly("5 1");
        jedis.aclSetUser("default", "+xrange");
        restoring.join();

        assertThat(told).containsExactly("5 1", "5 2", "5 3");
        nothingIsMissing();
    }

    /** As after a failover to a replica that lagged behind, and whose clock does. */
    @Test
    void logThatEndsBeforeWhatWasHeardIsReadFromItsBeginning() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(90_000, A, 2);
        breaks();
        jedis.del("hub:log");
        log(1_000, A, 1);
        log(80_000, A, 3);

        replay.restored();

        assertThat(told).containsExactly("5 1", "5 2", "5 3");
        nothingIsMissing();
    }

    /** The log goes on at a server whose clock is behind, and has passed by what was heard when it is read. */
    @Test
    void whatWasLoggedAtAnEarlierTimeThanWhatWasHeardIsHeardToo() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(3_000, B, 1);
        breaks();
        jedis.del("hub:log");
        log(1_000, A, 1);
        log(2_000, A, 2);
        log(4_000, B, 2);

        replay.restored();

        assertThat(told).containsExactly("5 1", "6 1", "5 2", "6 2");
        nothingIsMissing();
    }

    @Test
    void whatTheLogHasNoMoreIsAskedFor() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        breaks();
        jedis.del("hub:log");
        log(2_000, A, 3);

        replay.restored();

        assertThat(told).containsExactly("5 1", "5 3");
        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n5", A + " 1 3"));
    }

    /** A server that had not got it has taken over, and the log has what was heard before and after. */
    @Test
    void whatTheLogNeverGotIsAskedForWhenItsOriginIsHeardAgain() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(1_001, B, 1);
        breaks();
        log(2_000, B, 2);
        replay.restored();
        assertThat(sent).isEmpty();

        arrives(4_000, A, 3);

        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n5", A + " 1 3"));
    }
}
