package io.shardhub.redis.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

/** Whatever arrives is an envelope, or is refused in one way. */
class EnvelopeCodecTest {

    private static final int COMPRESSED_AT = 1;

    private final EnvelopeCodec codec = new EnvelopeCodec();

    @AfterProperty
    void close() {
        codec.close();
    }

    @Property
    void envelopesComeBackAsTheyWere(@ForAll("envelopes") Envelope envelope) throws EnvelopeException {
        assertThat(codec.decode(codec.encode(envelope), 0)).isEqualTo(envelope);
    }

    @Property(tries = 5_000)
    void arbitraryBytesAreRefusedInOneWay(@ForAll @Size(max = 200) byte[] bytes) {
        decodes(bytes);
    }

    /** Most arbitrary bytes fail at the first field; these get further. */
    @Property(tries = 10_000)
    void damagedEnvelopesAreRefusedInOneWay(
            @ForAll("envelopes") Envelope envelope,
            @ForAll @IntRange(max = 10_000) int at,
            @ForAll byte value,
            @ForAll @IntRange(max = 100) int cut) {
        byte[] bytes = codec.encode(envelope);
        bytes[at % bytes.length] = value;
        decodes(Arrays.copyOf(bytes, Math.max(0, bytes.length - cut)));
    }

    @Property(tries = 2_000)
    void arbitraryCompressedBytesAreRefusedInOneWay(@ForAll @Size(max = 300) byte[] payload) {
        byte[] bytes = codec.encode(envelope(new Target.All(), ""));
        ByteBuffer whole =
                ByteBuffer.allocate(bytes.length + payload.length).put(bytes).put(payload);
        whole.put(COMPRESSED_AT, (byte) 1);
        decodes(whole.array());
    }

    @Property
    void newerVersionIsToldFromGarbage(@ForAll @IntRange(min = EnvelopeCodec.VERSION + 1, max = 31) int version) {
        byte[] bytes = codec.encode(envelope(new Target.All(), "text"));
        bytes[0] = (byte) version;
        assertThatThrownBy(() -> codec.decode(bytes, 0))
                .isInstanceOfSatisfying(
                        EnvelopeException.class, e -> assertThat(e.isNewer()).isTrue());
    }

    @Example
    void claimOfAGreatLengthTakesNoMemory() {
        byte[] bytes = codec.encode(envelope(new Target.All(), ""));
        ByteBuffer whole = ByteBuffer.allocate(bytes.length + 8).put(bytes).putInt(Integer.MAX_VALUE);
        whole.put(COMPRESSED_AT, (byte) 1);
        assertThatThrownBy(() -> codec.decode(whole.array(), 0))
                .isInstanceOf(EnvelopeException.class)
                .hasMessageContaining("length before compression: 2147483647");
    }

    @Example
    void longTextsBecomeShorter() throws EnvelopeException {
        String text = "{\"type\":\"RESULT\",\"data\":{\"quiz\":42}}".repeat(100);
        Envelope envelope = envelope(new Target.User("7"), text);
        byte[] bytes = codec.encode(envelope);
        assertThat(bytes.length).isLessThan(text.length() / 5);
        assertThat(codec.decode(bytes, 0)).isEqualTo(envelope);
    }

    private void decodes(byte[] bytes) {
        try {
            assertThat(codec.decode(bytes, 0)).isNotNull();
        } catch (EnvelopeException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static Envelope envelope(Target target, String payload) {
        return new Envelope(Kind.MESSAGE, "a", 1, 2, 3, 4, target, Priority.HIGH, payload);
    }

    @Provide
    Arbitrary<Envelope> envelopes() {
        Arbitrary<String> names =
                Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(40);
        Arbitrary<Target> targets = Arbitraries.oneOf(
                Arbitraries.just(new Target.All()),
                names.map(Target.Topic::new),
                names.map(Target.User::new),
                names.map(Target.Node::new));
        Arbitrary<String> payloads =
                Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(3_000);
        return Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        targets,
                        Arbitraries.of(Priority.values()),
                        payloads)
                .as((kind, epoch, number, sequence, target, priority, payload) -> new Envelope(
                        kind, "node-1", epoch, number, sequence, epoch ^ number, target, priority, payload));
    }

    /** Half characters are no text, and nobody promises to carry them. */
    private static char[] surrogates() {
        char[] surrogates = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < surrogates.length; i++) {
            surrogates[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return surrogates;
    }
}
