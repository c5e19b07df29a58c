package io.shardhub.core.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.core.internal.admission.Revocation;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes from the bus is read, left alone, or refused in the one way that is counted. */
class ParcelCodecFuzzTest {

    private static final List<String> VALID = List.of(
            ParcelCodec.encode(new Parcel.Delivery(
                    Message.of("T", "{\"a\":1}").withKey("k").inTopic("t"))),
            ParcelCodec.encode(new Parcel.Delivery(Message.text("x"))),
            ParcelCodec.encode(new Parcel.Find(7, "ann")),
            ParcelCodec.encode(new Parcel.Disconnect(7, "ann", new CloseReason(4403, "out"))),
            ParcelCodec.encode(new Parcel.Answer(7, 3)),
            ParcelCodec.encode(new Parcel.Revoke(List.of(
                    new Revocation(Revocation.Kind.USER, "ann", Instant.EPOCH, Instant.EPOCH.plusSeconds(1)),
                    new Revocation(Revocation.Kind.CREDENTIAL, "7", Instant.EPOCH, Instant.EPOCH)))));

    @Provide
    Arbitrary<String> anything() {
        Arbitrary<String> kinds = Combinators.combine(
                        Arbitraries.of("1M", "1T", "1F", "1X", "1A", "1D", "1O", "1R", "1R1;U", "1R99;C", "2", ""),
                        Arbitraries.strings()
                                .withChars("-:;=0123456789abx\u00e9")
                                .ofMaxLength(30))
                .as(String::concat);
        Arbitrary<String> mutated = Combinators.combine(
                        Arbitraries.of(VALID),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.strings().withChars("-:;=9x").ofMaxLength(3))
                .as((text, at, cut, inserted) -> {
                    int from = Math.min(at, text.length());
                    return text.substring(0, from) + inserted + text.substring(Math.min(text.length(), from + cut));
                });
        return Arbitraries.oneOf(kinds, mutated, Arbitraries.strings().ofMaxLength(40));
    }

    @Property(tries = 5_000)
    void readsLeavesAloneOrRefuses(@ForAll("anything") String text, @ForAll Priority priority) {
        try {
            Parcel parcel = ParcelCodec.decode(text, priority);
            if (parcel != null && !(parcel instanceof Parcel.Delivery)) {
                assertThat(ParcelCodec.decode(ParcelCodec.encode(parcel), priority))
                        .isEqualTo(parcel);
            }
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s)\\w+: .* \\(expected: .*\\)");
        }
    }
}
