package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScribeTest {

    private final KeySpace keys = new KeySpace("hub", 1, false);
    private final Scribe scribe = new Scribe(new Place(new Sender("me", 7), keys, 0));
    private final EnvelopeCodec codec = new EnvelopeCodec();

    @AfterEach
    void close() {
        scribe.close();
        codec.close();
    }

    @Test
    void whoIsToldWhatItMissedIsNotToldOfWhatBusesSayToEachOther() throws EnvelopeException {
        Target you = new Target.Node("you");
        write(message(you));
        write(new Outbound.Note(Kind.RECOUNT, "you", "9 0 0"));
        write(new Outbound.Recount("you", 0, 0, Map.of()));
        write(new Outbound.Beacon());
        write(message(you));
        write(message(new Target.All()));

        Tally tally =
                Tally.parse(write(new Outbound.Recount("you", 0, 0, Map.of())).payload());

        assertThat(tally).isEqualTo(new Tally(0, 0, true, Map.of(hash(you), 2, hash(new Target.All()), 1)));
    }

    @Test
    void onlyMessagesTakeANumber() throws EnvelopeException {
        assertThat(write(new Outbound.Beacon()).number()).isEqualTo(1);
        assertThat(write(message(new Target.All())).number()).isEqualTo(1);
        assertThat(write(new Outbound.Beacon()).number()).isEqualTo(2);
        assertThat(write(new Outbound.Note(Kind.RECOUNT, "you", "9 0 0")).number())
                .isEqualTo(2);
        assertThat(write(new Outbound.Recount("you", 0, 0, Map.of())).number()).isEqualTo(2);
        assertThat(write(message(new Target.All())).number()).isEqualTo(2);
    }

    private long hash(Target target) {
        return KeySpace.hash(keys.channel(target));
    }

    private static Outbound message(Target target) {
        return new Outbound.Publication(target, Priority.NORMAL, 1, 1, 1, "x");
    }

    private Envelope write(Outbound what) throws EnvelopeException {
        return codec.decode(scribe.write(what).envelope(), 0);
    }
}
