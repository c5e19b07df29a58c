package io.shardhub.core.internal.cluster;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.admission.Revocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parcels as text: the version, a letter for the kind, then fields. A number or a text is written as {@code value;} and
 * {@code length:value}, nothing as {@code -}; what a message says is the rest of the text, so it is never escaped or copied twice.
 * The data of a message is the text that its origin made: other nodes only put it into frames.
 */
final class ParcelCodec {

    private static final char VERSION = '1';
    private static final char NOTHING = '-';
    private static final char DATA = '=';
    private static final char USER = 'U';
    private static final char CREDENTIAL = 'C';
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private ParcelCodec() {}

    // ---- writing ----

    static String encode(Parcel parcel) {
        StringBuilder text = new StringBuilder(64).append(VERSION);
        if (parcel instanceof Parcel.Delivery delivery) {
            writeMessage(text, delivery.message());
        } else if (parcel instanceof Parcel.Find find) {
            writeText(writeNumber(text.append('F'), find.question()), find.userId());
        } else if (parcel instanceof Parcel.Disconnect disconnect) {
            writeText(writeNumber(text.append('X'), disconnect.question()), disconnect.userId());
            writeText(
                    writeNumber(text, disconnect.reason().code()),
                    disconnect.reason().text());
        } else if (parcel instanceof Parcel.Answer answer) {
            writeNumber(writeNumber(text.append('A'), answer.question()), answer.count());
        } else if (parcel instanceof Parcel.Drain drain) {
            text.append(drain.draining() ? 'D' : 'O');
        } else if (parcel instanceof Parcel.Revoke revoke) {
            writeNumber(text.append('R'), revoke.revocations().size());
            revoke.revocations().forEach(each -> writeRevocation(text, each));
        } else if (parcel instanceof Parcel.AskRevocations) {
            text.append('Q');
        }
        return text.toString();
    }

    private static void writeRevocation(StringBuilder text, Revocation revocation) {
        text.append(revocation.kind() == Revocation.Kind.USER ? USER : CREDENTIAL);
        writeNumber(writeNumber(text, millis(revocation.at())), millis(revocation.until()));
        writeText(text, revocation.name());
    }

    /* Clocks of nodes differ by more. Beyond the range nothing ends. */
    private static long millis(Instant instant) {
        return instant.isAfter(LATEST) ? LATEST.toEpochMilli() : instant.toEpochMilli();
    }

    private static void writeMessage(StringBuilder text, Message message) {
        String data = message.data();
        text.ensureCapacity(64 + (data == null ? 0 : data.length()));
        text.append(message.isFinished() ? 'T' : 'M');
        OverflowPolicy overflow = message.overflow();
        text.append(overflow == null ? NOTHING : (char) ('a' + overflow.ordinal()));
        writeText(text, message.key());
        if (!message.isFinished()) {
            writeText(text, message.topic());
            writeText(text, message.type());
        }
        text.append(data == null ? NOTHING : DATA);
        if (data != null) {
            text.append(data);
        }
    }

    private static StringBuilder writeNumber(StringBuilder text, long number) {
        return text.append(number).append(';');
    }

    private static void writeText(StringBuilder text, @Nullable String value) {
        if (value == null) {
            text.append(NOTHING);
        } else {
            text.append(value.length()).append(':').append(value);
        }
    }

    // ---- reading ----

    /**
     * The parcel that a text carries; null if it is of a version or a kind that is not known here.
     *
     * @param priority the priority of a message
     * @throws IllegalArgumentException if the text is not a parcel
     */
    static @Nullable Parcel decode(String text, Priority priority) {
        Cursor in = new Cursor(text);
        if (in.letter() != VERSION) {
            return null;
        }
        Parcel parcel = switch (in.letter()) {
            case 'M' -> new Parcel.Delivery(readMessage(in, priority, false));
            case 'T' -> new Parcel.Delivery(readMessage(in, priority, true));
            case 'F' -> new Parcel.Find(in.number(), in.required());
            case 'X' ->
                new Parcel.Disconnect(in.number(), in.required(), new CloseReason(in.smallNumber(), in.required()));
            case 'A' -> new Parcel.Answer(in.number(), in.smallNumber());
            case 'D' -> new Parcel.Drain(true);
            case 'O' -> new Parcel.Drain(false);
            case 'R' -> readRevocations(in);
            case 'Q' -> new Parcel.AskRevocations();
            default -> null;
        };
        if (parcel != null) {
            in.end();
        }
        return parcel;
    }

    private static Parcel readRevocations(Cursor in) {
        int count = in.smallNumber();
        List<Revocation> revocations = new ArrayList<>();
        for (int i = 0; i < count; i++) { // a count that is too great runs into the end
            Revocation.Kind kind = in.letter() == USER ? Revocation.Kind.USER : Revocation.Kind.CREDENTIAL;
            Instant at = instant(in.number());
            Instant until = instant(in.number());
            revocations.add(new Revocation(kind, in.required(), at, until));
        }
        return new Parcel.Revoke(revocations);
    }

    private static Instant instant(long millis) {
        return Instant.ofEpochMilli(Math.min(millis, LATEST.toEpochMilli()));
    }

    private static Message readMessage(Cursor in, Priority priority, boolean finished) {
        char overflow = in.letter();
        String key = in.text();
        String topic = finished ? null : in.text();
        String type = finished ? "" : in.required();
        String data = in.data();
        Message message = finished ? Message.text(in.present(data)) : Message.of(type, data);
        if (priority != Priority.NORMAL) {
            message = message.withPriority(priority);
        }
        if (key != null) {
            message = message.withKey(key);
        }
        if (topic != null) {
            message = message.inTopic(topic);
        }
        return overflow == NOTHING ? message : message.withOverflow(policy(overflow));
    }

    private static OverflowPolicy policy(char letter) {
        int index = letter - 'a';
        OverflowPolicy[] policies = OverflowPolicy.values();
        if (index < 0 || index >= policies.length) {
            throw new IllegalArgumentException("parcel: overflow policy " + letter + " (expected: a to "
                    + (char) ('a' + policies.length - 1) + ")");
        }
        return policies[index];
    }

    /** Goes through a text; refuses what is not there. */
    private static final class Cursor {

        private final String text;
        private int at;

        private Cursor(String text) {
            this.text = text;
        }

        char letter() {
            if (at == text.length()) {
                throw fault("one more letter");
            }
            return text.charAt(at++);
        }

        long number() {
            return numberUpTo(';', Long::parseLong);
        }

        int smallNumber() {
            return numberUpTo(';', Integer::parseInt);
        }

        @Nullable
        String text() {
            if (at < text.length() && text.charAt(at) == NOTHING) {
                at++;
                return null;
            }
            int length = numberUpTo(':', Integer::parseInt);
            if (length < 0 || length > text.length() - at) {
                throw fault("a text of " + length + " chars");
            }
            at += length;
            return text.substring(at - length, at);
        }

        String required() {
            return present(text());
        }

        String present(@Nullable String value) {
            if (value == null) {
                throw fault("a text");
            }
            return value;
        }

        /** The data of a message, up to the end. */
        @Nullable
        String data() {
            char mark = letter();
            if (mark == NOTHING) {
                return null;
            } else if (mark != DATA) {
                throw fault("data");
            }
            String rest = text.substring(at);
            at = text.length();
            return rest;
        }

        void end() {
            if (at != text.length()) {
                throw fault("the end");
            }
        }

        private <N> N numberUpTo(char mark, Function<String, N> parse) {
            int end = text.indexOf(mark, at);
            if (end < 0) {
                throw fault("a number");
            }
            try {
                N number = parse.apply(text.substring(at, end));
                at = end + 1;
                return number;
            } catch (NumberFormatException e) {
                throw fault("a number");
            }
        }

        private IllegalArgumentException fault(String expected) {
            return new IllegalArgumentException("parcel: at char " + at + " (expected: " + expected + ")");
        }
    }
}
