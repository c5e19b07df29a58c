package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.Inquiry;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** What becomes of envelopes: the window against duplicates, the filter of the node's own, and the account of an outage. */
final class ReceptionTest {

    private static final Target ALL = new Target.All();
    private static final Target TOPIC = new Target.Topic("t");
    private static final long EPOCH = 5;

    private final Place place = new Place(new Sender("me", 1), new KeySpace("hub", 1, false), 0);
    private final List<String> told = new ArrayList<>();
    private final List<Outbound> sent = new ArrayList<>();
    private final Register register = new Register();
    private final IncomingTally tally = new IncomingTally();
    private final ListenerDesk desk = new ListenerDesk(
            "a",
            new ClusterListener() {
                @Override
                public void received(ClusterMessage message) {
                    told.add(message.payload());
                }

                @Override
                public void lost(Loss loss) {
                    told.add("lost " + loss.messages() + " " + loss.cause());
                }
            },
            tally);
    private final Accounts accounts = new Accounts(desk, sent::add, register);
    private final Subscriptions subscriptions =
            new Subscriptions(place, new Subscriptions.Commands(Command.SUBSCRIBE, Command.UNSUBSCRIBE), Linkers.to(1));
    private final Reception reception = new Reception(place, new Listeners(desk, tally), sent::add, accounts);

    private final CountedLoss recovery = new CountedLoss(reception, accounts, subscriptions);

    private static final class Register implements Others {
        private final Set<Long> alive = new HashSet<>(Set.of(EPOCH));
        private boolean younger;

        @Override
        public boolean isAlive(long epoch) {
            return alive.contains(epoch);
        }

        @Override
        public boolean isYounger(long epoch) {
            return isAlive(epoch) && younger;
        }
    }

    @BeforeEach
    void hearsAll() {
        confirmed(ALL);
    }

    private void confirmed(Target target) {
        recovery.confirmed(Objects.requireNonNull(subscriptions.find(target)));
    }

    private void breaks() {
        accounts.broken(subscriptions.listening());
        recovery.broken();
    }

    private void hear(Kind kind, long number, Target target, String payload) {
        Envelope envelope = new Envelope(kind, "a", EPOCH, number, number, 0, target, Priority.NORMAL, payload);
        Origin origin = Objects.requireNonNull(reception.origin(envelope));
        reception.take(origin, envelope, subscriptions.wants(envelope.target()));
    }

    private void hearsItself(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(reception.origin(Envelope.control(Kind.BEACON, "me", 1, 1, ALL, "")))
                    .isNull();
        }
    }

    @Test
    void whatCameBeforeIsNotToldAgain() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        hear(Kind.MESSAGE, 10, ALL, "10");
        hear(Kind.MESSAGE, 12, ALL, "12");
        hear(Kind.MESSAGE, 11, ALL, "11");
        hear(Kind.BEACON, 13, ALL, "");
        hear(Kind.MESSAGE, 13, TOPIC, "not wanted");
        hear(Kind.MESSAGE, 13, TOPIC, "not wanted");
        hear(Kind.MESSAGE, 14, ALL, "14");
        assertThat(told).containsExactly("10", "12", "14");
        assertThat(tally.snapshot().duplicates()).isEqualTo(2);
        assertThat(tally.snapshot().received()).isEqualTo(3);
    }

    @Test
    void nodesOwnIsFilteredByItsLifeAndByItsName() {
        Envelope own = new Envelope(Kind.MESSAGE, "other", 1, 1, 1, 0, ALL, Priority.NORMAL, "x");
        Envelope earlierLife = new Envelope(Kind.MESSAGE, "me", 99, 1, 1, 0, ALL, Priority.NORMAL, "x");
        assertThat(reception.origin(own)).isNull();
        assertThat(reception.origin(earlierLife)).isNull();
    }

    @Test
    void whatAnOutageTookIsWhatTheOriginSaysLessWhatCame() {
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        hear(Kind.MESSAGE, 15, ALL, "15");
        recovery.restored();
        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "a", EPOCH + " 10 0"));
        long all = KeySpace.hash("hub:all");
        long topic = KeySpace.hash("hub:topic:t");
        String answer = new Tally(10, 0, true, Map.of(all, 4, topic, 2, KeySpace.hash("hub:topic:other"), 9)).text();
        hear(Kind.COUNTED, 17, new Target.Node("me"), answer);
        assertThat(told).containsExactlyInAnyOrder("10", "15", "lost 3 OUTAGE", "lost 2 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    private static String tally(long after, Map<Target, Integer> counts) {
        Map<Long, Integer> byHash = new HashMap<>();
        counts.forEach(
                (target, count) -> byHash.put(KeySpace.hash(target.equals(ALL) ? "hub:all" : "hub:topic:t"), count));
        return new Tally(after, 0, true, byHash).text();
    }

    @Test
    void whatIsWantedDuringAnOutageIsOwedNothingOfIt() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        recovery.restored();
        hear(Kind.COUNTED, 16, new Target.Node("me"), tally(10, Map.of(ALL, 3, TOPIC, 2)));
        assertThat(told).containsExactly("10", "lost 3 OUTAGE");
    }

    @Test
    void whatIsWantedSinceAnOutageIsOwedWhatTheNextOneTakes() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        recovery.restored();
        hear(Kind.MESSAGE, 15, TOPIC, "15");
        breaks();
        recovery.restored();
        hear(Kind.COUNTED, 21, new Target.Node("me"), tally(10, Map.of(ALL, 3, TOPIC, 8)));
        hear(Kind.COUNTED, 21, new Target.Node("me"), tally(15, Map.of(ALL, 1, TOPIC, 4)));
        assertThat(told).containsExactly("10", "15", "lost 3 OUTAGE", "lost 4 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    /** What comes after it was left, for somebody who wants it again, is not what was owed. */
    @Test
    void whatIsLeftDuringAnOutageIsOwedUntilThen() {
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        subscriptions.leave(TOPIC);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        recovery.restored();
        Inquiry asked = Inquiry.parse(((Outbound.Note) sent.get(0)).payload());
        assertThat(asked.leftMillis()).containsOnlyKeys(KeySpace.hash("hub:topic:t"));
        hear(Kind.MESSAGE, 15, TOPIC, "15");
        hear(Kind.MESSAGE, 16, ALL, "16");
        hear(Kind.COUNTED, 17, new Target.Node("me"), tally(10, Map.of(ALL, 3, TOPIC, 2)));
        assertThat(told).containsExactlyInAnyOrder("10", "15", "16", "lost 2 OUTAGE", "lost 2 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void whatWasLeftBeforeAnOutageWasNoticedIsOwedNothing() {
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        hear(Kind.MESSAGE, 10, ALL, "10");
        subscriptions.leave(TOPIC);
        breaks();
        recovery.restored();
        hear(Kind.COUNTED, 17, new Target.Node("me"), tally(10, Map.of(ALL, 1, TOPIC, 2)));
        assertThat(told).containsExactly("10", "lost 1 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void whatComesBackAfterItWasLeftIsOwedWhatTheNextOutageTakes() {
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        recovery.restored();
        subscriptions.leave(TOPIC);
        subscriptions.want(TOPIC);
        confirmed(TOPIC);
        hear(Kind.MESSAGE, 15, TOPIC, "15");
        breaks();
        recovery.restored();
        hear(Kind.COUNTED, 21, new Target.Node("me"), tally(10, Map.of(TOPIC, 1)));
        hear(Kind.COUNTED, 21, new Target.Node("me"), tally(15, Map.of(TOPIC, 4)));
        assertThat(told).containsExactly("10", "15", "lost 1 OUTAGE", "lost 4 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void nodeThatIsAskedCountsWhatItPublishedUntilAChannelWasLeft() {
        long before = System.nanoTime();
        hear(Kind.RECOUNT, 1, new Target.Node("me"), new Inquiry(1, 3, 0, Map.of(7L, 60_000L)).text());
        long after = System.nanoTime();
        hear(Kind.RECOUNT, 1, new Target.Node("me"), new Inquiry(2, 3, 0, Map.of()).text());
        hear(Kind.RECOUNT, 1, new Target.Node("me"), "1 3 0 7");
        assertThat(sent).as("of what was meant for this life, and can be read").hasSize(1);
        Outbound.Recount recount = (Outbound.Recount) sent.get(0);
        assertThat(recount.after()).isEqualTo(3);
        assertThat(recount.leftAt()).containsOnlyKeys(7L);
        assertThat(recount.leftAt().get(7L) + TimeUnit.MINUTES.toNanos(1)).isBetween(before, after);
        assertThat(tally.snapshot().malformed()).isEqualTo(1);
    }

    @Test
    void whatIsNotConfirmedWhenAnOutageBeginsIsOwedNothing() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        subscriptions.want(TOPIC);
        breaks();
        recovery.restored();
        hear(Kind.COUNTED, 13, new Target.Node("me"), tally(10, Map.of(TOPIC, 2)));
        assertThat(told).containsExactly("10");
    }

    @Test
    void whoIsTakenForDeadAndComesBackDuringAnOutageIsAsked() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        register.alive.clear();
        hearsItself(16);
        breaks();
        recovery.restored();
        assertThat(sent).as("of one that is dead").isEmpty();
        register.alive.add(EPOCH);
        accounts.askAll();
        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "a", EPOCH + " 10 0"));
        hear(
                Kind.COUNTED,
                17,
                new Target.Node("me"),
                new Tally(10, 0, true, Map.of(KeySpace.hash("hub:all"), 6)).text());
        assertThat(told).containsExactly("10", "lost 6 OUTAGE");
        assertThat(accounts.isEmpty()).isTrue();
    }

    /** This node may have been deaf already when the register told that it went. */
    @Test
    void whoWentJustBeforeAnOutageLeavesALossThatNobodyCanCount() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        hearsItself(16);
        register.alive.clear();
        hearsItself(15);
        breaks();
        recovery.restored();
        accounts.askAll();
        assertThat(told).containsExactly("10", "lost " + Loss.UNKNOWN + " OUTAGE");
    }

    @Test
    void whoBeganEarlierThanThisNodeOwesItNothing() {
        breaks();
        recovery.restored();
        hear(Kind.MESSAGE, 5, ALL, "5");
        accounts.askAll();
        assertThat(accounts.isEmpty())
                .as("questions to one that was there before")
                .isTrue();
        assertThat(sent).isEmpty();
    }

    @Test
    void whoBeganLaterThanThisNodeIsAskedForWhatCameBeforeItWasHeard() {
        breaks();
        recovery.restored();
        register.younger = true;
        register.alive.clear();
        hear(Kind.MESSAGE, 5, ALL, "5");
        accounts.askAll();
        assertThat(sent).as("before the register has it").isEmpty();
        register.alive.add(EPOCH);
        accounts.askAll();
        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "a", EPOCH + " 0 5"));
        hear(Kind.COUNTED, 6, new Target.Node("me"), new Tally(0, 5, true, Map.of(KeySpace.hash("hub:all"), 3)).text());
        assertThat(told).containsExactly("5", "lost 3 GAP");
    }

    @Test
    void strangerThatGoesBeforeItAnswersLeavesNoLoss() {
        breaks();
        recovery.restored();
        register.younger = true;
        hear(Kind.MESSAGE, 5, ALL, "5");
        accounts.askAll();
        assertThat(sent).hasSize(1);
        register.alive.clear();
        accounts.askAll();
        assertThat(accounts.isEmpty()).isTrue();
        assertThat(told).containsExactly("5");
    }

    @Test
    void whoIsHeardFromItsBeginningIsNotAsked() {
        register.younger = true;
        hear(Kind.BEACON, 1, ALL, "");
        hear(Kind.MESSAGE, 1, ALL, "1");
        assertThat(accounts.isEmpty()).isTrue();
    }

    /** Some subscriptions are back before others. */
    @Test
    void whoIsHeardFirstWhileSubscriptionsComeBackIsAskedForAllOfIt() {
        register.younger = true;
        breaks();
        recovery.received(
                new EnvelopeCodec().encode(new Envelope(Kind.MESSAGE, "a", EPOCH, 5, 5, 0, ALL, Priority.NORMAL, "5")));
        recovery.restored();
        assertThat(sent)
                .containsExactlyInAnyOrder(
                        new Outbound.Note(Kind.RECOUNT, "a", EPOCH + " 0 5"),
                        new Outbound.Note(Kind.RECOUNT, "a", EPOCH + " 4 0"));
    }

    @Test
    void originThatIsGoneLeavesALossThatNobodyCanCount() {
        hear(Kind.MESSAGE, 10, ALL, "10");
        breaks();
        recovery.restored();
        register.alive.clear();
        accounts.askAll();
        assertThat(told).containsExactly("10", "lost " + Loss.UNKNOWN + " OUTAGE");
        accounts.askAll();
        assertThat(told).hasSize(2);
    }
}
