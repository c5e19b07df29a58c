package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** Whose doing it is when a subscription ends. Redis confirms both alike; here its confirmations are not read, as if late. */
@Timeout(60)
final class SubscriptionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target USER = new Target.User("u");
    private static final String CHANNEL = "hub:user:u";

    private final RedisServer redis = RedisServer.start();
    private final Jedis jedis = redis.jedis();
    private final Linker linker = linker(redis);
    private final Subscriptions subscriptions = new Subscriptions(
            new Place(new Sender("me", 1), new KeySpace("hub", 1, false), 0),
            new Subscriptions.Commands(Command.SUBSCRIBE, Command.UNSUBSCRIBE),
            linker);
    private final Thread writer = new Thread(subscriptions);

    @AfterEach
    void close() throws InterruptedException {
        subscriptions.close();
        writer.join();
        linker.cut();
        jedis.close();
        redis.close();
    }

    private static Linker linker(RedisServer redis) {
        return Linkers.to(redis.port());
    }

    private void awaitChannels(int count) {
        await().atMost(PATIENCE).until(() -> jedis.pubsubChannels("hub:user:*").size() == count);
    }

    @Test
    void endThatTheNodeAskedForIsItsOwnEvenIfTheUserHasComeBack() {
        Link link = linker.tryConnect();
        subscriptions.want(USER);
        subscriptions.attach(link);
        writer.start();
        awaitChannels(1);

        subscriptions.leave(USER);
        awaitChannels(0);
        subscriptions.want(USER);
        awaitChannels(1);

        assertThat(subscriptions.confirmEnd(CHANNEL))
                .as("the one that was asked for")
                .isTrue();
        assertThat(subscriptions.confirmEnd(CHANNEL)).as("another one").isFalse();
        assertThat(subscriptions.confirmEnd("hub:control"))
                .as("of a channel that is never left")
                .isFalse();
    }

    @Test
    void newConnectionOwesNoConfirmation() {
        Link link = linker.tryConnect();
        subscriptions.want(USER);
        subscriptions.attach(link);
        writer.start();
        awaitChannels(1);
        subscriptions.leave(USER);
        awaitChannels(0);

        subscriptions.detach();
        subscriptions.attach(link);

        assertThat(subscriptions.confirmEnd(CHANNEL)).isFalse();
    }

    /** Only the confirmation tells from when on it counts. */
    @Test
    void whoComesBackWhileTheChannelIsStillHeardIsConfirmedAgainAndNotLeft() {
        Link link = linker.tryConnect();
        subscriptions.want(USER);
        subscriptions.attach(link);
        writer.start();
        awaitChannels(1);
        subscriptions.leave(USER);
        subscriptions.want(USER);
        Target other = new Target.User("other");
        subscriptions.want(other);
        awaitChannels(2);
        subscriptions.leave(other);
        await().atMost(PATIENCE).until(() -> jedis.pubsubChannels("hub:user:*").equals(List.of(CHANNEL)));

        assertThat(Stream.generate(subscriptions::confirm).limit(6).map(confirmed -> confirmed.channel))
                .containsExactlyInAnyOrder("hub:all", "hub:node:me", "hub:control", CHANNEL, CHANNEL, "hub:user:other");
        assertThat(subscriptions.isConfirmed()).isTrue();
    }

    @Test
    void whoComesBackForAMomentStillLeaves() {
        Link link = linker.tryConnect();
        subscriptions.want(USER);
        subscriptions.attach(link);
        writer.start();
        awaitChannels(1);
        subscriptions.leave(USER);
        subscriptions.want(USER);
        subscriptions.leave(USER);

        awaitChannels(0);
    }

    @Test
    void writeThatFailsOnAnOldConnectionDoesNotEndTheNewOne() {
        int many = 15_000; // more than a socket takes; Redis keeps their confirmations, which nobody reads
        IntStream.range(0, many).forEach(i -> subscriptions.want(new Target.User("u".repeat(1_000) + i)));
        try (RedisServer stuck = RedisServer.start()) {
            Linker before = linker(stuck);
            Link old = before.tryConnect();
            stuck.pause();
            subscriptions.attach(old);
            writer.start();
            await("the writer waits for room")
                    .atMost(PATIENCE)
                    .until(() -> Stream.of(writer.getStackTrace())
                            .anyMatch(call -> call.getMethodName().equals("park")));
            subscriptions.detach();
            subscriptions.attach(linker.tryConnect());

            before.cut();

            awaitChannels(many);
        }
    }
}
