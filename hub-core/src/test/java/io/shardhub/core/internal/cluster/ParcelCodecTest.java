package io.shardhub.core.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.admission.Revocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParcelCodecTest {

    private static final String STRANGE = "\u00e4;:-\uD83D\uDE00\n\u0000{\"x\":1}";

    private static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (String data : new String[] {null, "", "{}", "[1,\"" + STRANGE + "\"]", "x".repeat(100_000)}) {
            Message message = Message.of("TYPE " + STRANGE, data);
            messages.add(message);
            messages.add(message.withKey("").withPriority(Priority.LOW));
            messages.add(message.withKey(STRANGE).inTopic(STRANGE).withPriority(Priority.HIGH));
            for (OverflowPolicy policy : OverflowPolicy.values()) {
                messages.add(message.withOverflow(policy).withPriority(Priority.CRITICAL));
            }
        }
        messages.add(Message.text(""));
        messages.add(Message.text(STRANGE).withKey("k").withOverflow(OverflowPolicy.DISCONNECT));
        return messages;
    }

    private static List<Parcel> controls() {
        return List.of(
                new Parcel.Find(Long.MIN_VALUE, STRANGE),
                new Parcel.Find(7, ""),
                new Parcel.Disconnect(-1, STRANGE, CloseReason.of(CloseCode.FORBIDDEN, "ban; \u00e4")),
                new Parcel.Answer(Long.MAX_VALUE, Integer.MAX_VALUE),
                new Parcel.Drain(true),
                new Parcel.Drain(false),
                new Parcel.AskRevocations(),
                new Parcel.Revoke(List.of()),
                new Parcel.Revoke(List.of(
                        new Revocation(
                                Revocation.Kind.USER,
                                STRANGE,
                                Instant.EPOCH,
                                Instant.parse("2026-01-01T00:00:00.001Z")),
                        new Revocation(
                                Revocation.Kind.CREDENTIAL,
                                "7",
                                Instant.parse("1969-12-31T00:00:00Z"),
                                Instant.EPOCH))));
    }

    @Test
    void messageComesBackAsItWas() {
        for (Message message : messages()) {
            String text = ParcelCodec.encode(new Parcel.Delivery(message));
            Parcel parcel = Objects.requireNonNull(ParcelCodec.decode(text, message.priority()));
            Message back = ((Parcel.Delivery) parcel).message();
            assertThat(List.of(back.type(), back.isFinished(), back.priority()))
                    .isEqualTo(List.of(message.type(), message.isFinished(), message.priority()));
            assertThat(new String[] {back.data(), back.topic(), back.key(), String.valueOf(back.overflow())})
                    .isEqualTo(new String[] {
                        message.data(), message.topic(), message.key(), String.valueOf(message.overflow())
                    });
        }
    }

    @Test
    void controlComesBackAsItWas() {
        for (Parcel parcel : controls()) {
            assertThat(ParcelCodec.decode(ParcelCodec.encode(parcel), Priority.NORMAL))
                    .isEqualTo(parcel);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2M-", "\u00ff", "1?", "1m"})
    void otherVersionsAndKindsAreLeftAlone(String text) {
        assertThat(ParcelCodec.decode(text, Priority.NORMAL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1M",
                "1Mz--1:T-",
                "1M---0:-",
                "1M----=",
                "1M--3:T-",
                "1M---1:Tx",
                "1M-99999999999:",
                "1M--1:T-",
                "1T---",
                "1F",
                "1F7",
                "1F7;",
                "1F7;-",
                "1F7;3:ab",
                "1F7;2:abc",
                "1Fx;1:a",
                "1F7;-1:a",
                "1A1;",
                "1A1;99999999999;",
                "1X1;1:a1;0:",
                "1X1;1:a4403;-",
                "1D!",
                "1Q;"
            })
    void whatIsNoParcelIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParcelCodec.decode(text, Priority.NORMAL));
    }

    /** Whatever comes is a parcel, unknown, or refused; nothing else happens. */
    @Test
    void damagedParcelsDoNoHarm() {
        SplittableRandom random = new SplittableRandom(4711);
        List<String> texts = new ArrayList<>();
        messages().stream()
                .filter(message -> message.data() == null || message.data().length() < 1_000)
                .forEach(message -> texts.add(ParcelCodec.encode(new Parcel.Delivery(message))));
        controls().forEach(parcel -> texts.add(ParcelCodec.encode(parcel)));
        int refused = 0;
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = damaged(texts.get(random.nextInt(texts.size())), random);
            try {
                read += ParcelCodec.decode(text, Priority.NORMAL) == null ? 0 : 1;
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertThat(refused).as("or this test tests nothing").isGreaterThan(10_000);
        assertThat(read).as("or this test tests nothing").isGreaterThan(10_000);
    }

    private static String damaged(String text, SplittableRandom random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = random.nextInt(1, 4); changes > 0 && damaged.length() > 0; changes--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, "0123456789;:-=".charAt(random.nextInt(14)));
                case 2 -> damaged.setCharAt(at, (char) random.nextInt(1 << 16));
                default -> damaged.setLength(at);
            }
        }
        return damaged.toString();
    }
}
