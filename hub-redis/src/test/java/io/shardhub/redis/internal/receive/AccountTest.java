package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.Inquiry;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an origin is asked, and what follows from its answer. */
final class AccountTest {

    private static final int MANY = 700_000; // a question that named them all could not be read

    private static Target user(int i) {
        return new Target.User("u" + i);
    }

    private static long channel(int i) {
        return KeySpace.hash("hub:user:u" + i);
    }

    @Test
    void moreChannelsThanAQuestionCanNameAreLeftAsALossThatNobodyCanCount() throws Exception {
        Map<Long, Subscription> listening = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            Subscription left = new Subscription(user(i), "hub:user:u" + i);
            left.leave();
            listening.put(channel(i), left);
        }
        Account account = new Account(new Origin("a", 5, 10), 10, 0, listening);

        Inquiry asked = Inquiry.parse(sent(account.inquiry().text()));

        assertThat(asked.leftMillis()).hasSize(65_536);
        Map<Long, Integer> published = new HashMap<>();
        Map<Target, Long> missing = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            published.put(channel(i), 2);
            missing.put(user(i), asked.leftMillis().containsKey(channel(i)) ? 2 : Loss.UNKNOWN);
        }
        assertThat(missing).containsValues(2L, Loss.UNKNOWN);
        assertThat(account.missing(published)).isEqualTo(missing);
    }

    /** As the origin reads it. */
    private static String sent(String question) throws Exception {
        try (EnvelopeCodec codec = new EnvelopeCodec()) {
            Envelope envelope = Envelope.control(Kind.RECOUNT, "me", 1, 1, new Target.Node("a"), question);
            return codec.decode(codec.encode(envelope), 0).payload();
        }
    }
}
