package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.SendResult;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.transport.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** In which time a hub that ends closes its clients, and that each is asked to come back before. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class PacedClosingTest {

    private static final Duration GRACE = ClosingOptions.defaults().grace();
    private static final String RECONNECT = "{\"type\":\"hub.reconnect\",\"data\":{";

    private static HubOptions options(Duration shutdown) {
        return HubRig.options(2).withClosing(ClosingOptions.defaults().withShutdown(shutdown));
    }

    @Test
    void everybodyGetsTheHintAlthoughTheMailboxIsFull() {
        HubRig rig =
                new HubRig(options(Duration.ofSeconds(30)).withShards(new ShardOptions(1, 100, 64, 64, "user_id")));
        List<Guest> guests =
                IntStream.range(0, 20).mapToObj(i -> rig.join("u" + i)).toList();
        rig.idle();
        int accepted = 0;
        while (rig.hub().broadcast(text("m")).isComplete()) {
            accepted++;
        }
        rig.hub().close();
        assertThat(accepted).isEqualTo(56);
        assertThat(guests).allSatisfy(guest -> {
            assertThat(guest.texts()).hasSize(57);
            assertThat(guest.texts())
                    .filteredOn(text -> text.startsWith(RECONNECT))
                    .hasSize(1);
            assertThat(guest.closeCode()).isEqualTo(CloseCode.SHUTDOWN.number());
        });
        rig.books();
    }

    @Test
    void clientsThatAreWrittenToWithoutPauseAreClosedAllTheSame() {
        HubRig rig = new HubRig(options(Duration.ofSeconds(30)));
        Answering talked = new Answering();
        Registration place = rig.hub().register(talked, Identity.of("u"), new RecordingListener());
        talked.answersTo(place::closed);
        rig.idle();
        rig.runtime().start("talker", new Talker(place.client()));
        long start = rig.runtime().nanoTime();
        rig.hub().close();
        assertThat(rig.runtime().nanoTime() - start).as("no time passes").isZero();
        assertThat(talked.recording().texts())
                .filteredOn(text -> text.startsWith(RECONNECT))
                .hasSize(1);
    }

    @Test
    void closesAreSpreadOverTheTimeOfTheOptions() {
        HubOptions options = options(Duration.ofSeconds(30));
        HubRig rig = new HubRig(options.withShards(new ShardOptions(1, 1_000, 1_024, 64, "user_id"))
                .withClosing(options.closing().withSpread(Duration.ofMillis(500))));
        List<Answering> peers = new ArrayList<>();
        assertThat(closes(rig, peers))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> 10L * (i / 2)).toList());
        assertThat(peers).allSatisfy(peer -> {
            assertThat(peer.recording().texts()).singleElement().asString().startsWith(RECONNECT);
            assertThat(peer.recording().isAborted()).isFalse();
        });
        rig.books();
    }

    @Test
    void closesTakeWhatDrainAndGraceLeaveOfAShutdownLimitThatIsShorter() {
        assertThat(closes(hurried(Duration.ofSeconds(8)), new ArrayList<>()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> 20L * (i / 2)).toList());
    }

    @Test
    void everybodyIsClosedAtOnceWhereDrainAndGraceLeaveNothing() {
        assertThat(closes(hurried(Duration.ofSeconds(7)), new ArrayList<>()))
                .hasSize(100)
                .containsOnly(0L);
    }

    /** The last to be closed keeps all its messages waiting until the drain is over, and never answers the close. */
    @Test
    void theLastHasAllOfItsDrainAndGraceWithinTheShutdown() {
        HubRig rig = hurried(Duration.ofSeconds(10));
        List<Guest> guests = IntStream.range(0, 100)
                .mapToObj(i -> rig.join("u" + i, Mode.PENDING))
                .toList();
        rig.hub().broadcast(text("m"));
        rig.idle();
        List<Long> closes = new ArrayList<>();
        long start = rig.runtime().nanoTime();
        CompletingLoop.start(rig.runtime(), Duration.ofMillis(10), () -> {
            if (guests.stream()
                            .allMatch(guest -> guest.connection().closeReason().isPresent())
                    && closes.isEmpty()) {
                closes.add(rig.runtime().nanoTime() - start);
            }
        });
        rig.hub().close();
        assertThat(Duration.ofNanos(closes.get(0))).isBetween(Duration.ofMillis(4_940), Duration.ofMillis(5_250));
        assertThat(Duration.ofNanos(rig.runtime().nanoTime() - start - closes.get(0)))
                .isBetween(GRACE.minusMillis(250), GRACE.plusMillis(250));
    }

    /** A hub with a drain of two seconds and a grace of five that is to spread the closes over a minute. */
    private static HubRig hurried(Duration shutdown) {
        HubOptions options = options(shutdown);
        return new HubRig(options.withShards(new ShardOptions(1, 1_000, 1_024, 64, "user_id"))
                .withClosing(options.closing().withSpread(Duration.ofMinutes(1))));
    }

    /** Closes a hub with a hundred peers; the milliseconds from then on to each close. */
    private static List<Long> closes(HubRig rig, List<Answering> peers) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Answering peer = new Answering();
            Registration place = rig.hub().register(peer, Identity.of("u" + i), new RecordingListener());
            peer.answersTo(reason -> {
                times.add(rig.runtime().nanoTime());
                place.closed(reason);
            });
            peers.add(peer);
        }
        rig.idle();
        long start = rig.runtime().nanoTime();
        rig.hub().close();
        return times.stream()
                .map(time -> TimeUnit.NANOSECONDS.toMillis(time - start))
                .toList();
    }

    /** Sends more than a shard takes in one drain, again and again. */
    private static final class Talker implements DutyCycle {

        private final Client client;
        private boolean closed;

        private Talker(Client client) {
            this.client = client;
        }

        @Override
        public int doWork() {
            for (int i = 0; i < 100; i++) {
                closed = client.send(text("m")) == SendResult.CLOSED;
            }
            return closed ? 0 : 1;
        }

        @Override
        public boolean hasWork() {
            return !closed;
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }
    }
}
