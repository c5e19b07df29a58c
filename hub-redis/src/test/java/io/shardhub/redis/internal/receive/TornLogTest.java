package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Loss;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log has lost what an origin said, and the origin says nothing more. */
@Timeout(60)
final class TornLogTest extends LogRig {

    private static final String UNKNOWN = "lost " + Loss.UNKNOWN + " GAP";

    private void bothAreHeard() throws InterruptedException {
        replay.restored();
        published(1_000, A, 1);
        published(1_001, B, 1);
    }

    private void hearsItself(int times) {
        for (int i = 0; i < times; i++) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(utf8("1000-1|"));
            content.writeBytes(codec.encode(Envelope.control(Kind.BEACON, "me", 1, 1, ALL, "")));
            replay.received(content.toByteArray());
        }
    }

    /** A says something more and goes, and the log loses it. */
    private void trimmedOutage() {
        breaks();
        log(2_000, A, 2);
        log(3_000, B, 2);
        jedis.xtrim("hub:log", 1, false);
        alive.remove(A);
    }

    @Test
    void originThatIsGoneAndThatTheLogHasForgottenLeavesALossThatNobodyCanCount() throws Exception {
        bothAreHeard();
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", UNKNOWN);
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void originThatIsThereAndThatTheLogHasForgottenIsAsked() throws Exception {
        bothAreHeard();
        trimmedOutage();
        alive.add(A);

        replay.restored();
        arrives(4_000, A, 3);
        accounts.askAll();

        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n5", A + " 1 0"));
        Map<Long, Integer> counts = Map.of(KeySpace.hash("hub:all"), 2);
        accounts.answered(new Origin("n5", A, 3), new Tally(1, 0, true, counts));
        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 3", "lost 1 GAP");
    }

    @Test
    void whoIsGoneWhileTheLogLosesNothingLeavesNoLoss() throws Exception {
        bothAreHeard();
        breaks();
        alive.remove(A);
        log(3_000, B, 2);

        replay.restored();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2");
        nothingIsMissing();
    }

    @Test
    void whoWasGoneLongBeforeTheOutageLeavesNoLoss() throws Exception {
        bothAreHeard();
        alive.remove(A);
        hearsItself(16);
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2");
    }

    /** This node may have been deaf already when the register told. */
    @Test
    void whoWentJustBeforeTheOutageLeavesALoss() throws Exception {
        bothAreHeard();
        alive.remove(A);
        hearsItself(15);
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", UNKNOWN);
    }

    @Test
    void whatIsTrimmedWhileTheLogIsReadIsNoticed() throws Exception {
        replay.restored();
        published(1_000, B, 1);
        published(1_001, A, 1);
        breaks();
        for (int number = 2; number <= 600; number++) {
            log(2_000 + number, B, number);
        }
        log(2_601, A, 2);
        log(2_602, B, 601);
        alive.remove(A);
        meanwhile.put("6 500", () -> jedis.xtrim("hub:log", 1, false));

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).endsWith("6 511", "6 601", UNKNOWN);
    }

    @Test
    void whatWasMissingIsNotForgottenWhenRedisFailsWhileTheLogIsRead() throws Exception {
        replay.restored();
        published(1_000, B, 1);
        published(1_001, A, 1);
        breaks();
        jedis.xtrim("hub:log", 0, false);
        log(2_000, B, 2);
        alive.remove(A);
        meanwhile.put("6 2", () -> jedis.aclSetUser("default", "-xrange"));

        Thread restoring = new Thread(this::restore);
        restoring.start();
        await().atMost(PATIENCE).until(() -> !jedis.aclLog().isEmpty());
        jedis.aclSetUser("default", "+xrange");
        restoring.join();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("6 1", "5 1", "6 2", UNKNOWN);
    }

    @Test
    void tearIsAccountedForOnce() throws Exception {
        bothAreHeard();
        breaks();
        jedis.xtrim("hub:log", 0, false);
        log(2_000, A, 2);
        log(2_001, B, 2);
        replay.restored();
        breaks();
        alive.remove(A);

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "5 2", "6 2");
        nothingIsMissing();
    }

    /** C begins, says something and goes, all while this node hears nothing. */
    private void newcomerIsTrimmed() {
        breaks();
        begins(C);
        log(2_000, C, 1);
        log(3_000, B, 2);
        log(3_001, A, 2);
        jedis.xtrim("hub:log", 2, false);
    }

    private void restoresAndAsks() throws InterruptedException {
        replay.restored();
        accounts.askAll();
        accounts.askAll();
    }

    @Test
    void whoBeganAndEndedMeanwhileAndIsForgottenLeavesALossThatNobodyCanCount() throws Exception {
        begins(A);
        begins(B);
        bothAreHeard();
        newcomerIsTrimmed();

        restoresAndAsks();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 2", UNKNOWN);
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void whoBeganMeanwhileAndIsStillThereIsAskedForEverything() throws Exception {
        begins(A);
        bothAreHeard();
        newcomerIsTrimmed();
        alive.add(C);

        replay.restored();
        accounts.askAll();

        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n7", C + " 0 0"));
        Map<Long, Integer> counts = Map.of(KeySpace.hash("hub:all"), 1);
        accounts.answered(new Origin("n7", C, 1), new Tally(0, 0, true, counts));
        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 2", "lost 1 GAP");
    }

    @Test
    void whoBeganBeforeThisNodeLeavesNoLoss() throws Exception {
        begins(C);
        bothAreHeard();
        breaks();
        log(3_000, B, 2);
        log(3_001, A, 2);
        jedis.xtrim("hub:log", 2, false);

        restoresAndAsks();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 2");
        nothingIsMissing();
    }

    @Test
    void whoBeganMeanwhileAndSaidNothingLeavesNoLossWhileTheLogIsWhole() throws Exception {
        begins(A);
        bothAreHeard();
        breaks();
        begins(C);
        log(3_000, B, 2);
        restoresAndAsks();
        breaks();
        log(4_000, B, 3);

        restoresAndAsks();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "6 3");
        nothingIsMissing();
    }

    @Test
    void lossIsToldWhereRedisNoLongerKnowsWhoHasWritten() throws Exception {
        begins(A);
        bothAreHeard();
        breaks();
        jedis.del("hub:writers");
        begins(B);
        restoresAndAsks();
        nothingIsMissing();
        newcomerIsTrimmed();
        jedis.del("hub:writers");
        begins(A);

        restoresAndAsks();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 2", UNKNOWN);
    }

    /** As one that is newer than this node may write it. */
    @Test
    void lossIsToldWhereAWriterCannotBeRead() throws Exception {
        begins(A);
        bothAreHeard();
        newcomerIsTrimmed();
        jedis.zrem("hub:writers", new Sender("n" + C, C).text());
        jedis.zadd("hub:writers", 100, "somebody");

        restoresAndAsks();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 2", UNKNOWN);
    }

    @Test
    void logIsNotReadFromWhereOneWasHeardThatIsGone() throws Exception {
        bothAreHeard();
        alive.remove(A);
        hearsItself(16);
        published(2_000, B, 2);
        breaks();
        log(2_001, B, 3);

        replay.restored();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", "6 3");
        assertThat(tally.snapshot().duplicates()).as("read again").isZero();
    }
}
