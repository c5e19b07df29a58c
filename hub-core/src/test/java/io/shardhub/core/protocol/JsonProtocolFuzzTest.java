package io.shardhub.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.shardhub.options.ShapeOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a peer sends, the protocol either reads it as any JSON reader would, or refuses it with a code. */
class JsonProtocolFuzzTest {

    private static final List<String> CODES = List.of("bad_json", "bad_type", "bad_id", "too_complex");
    private static final String VALID =
            "{\"type\":\"USER_ANSWER\",\"id\":\"7\",\"data\":{\"a\":[1,2.5,null,\"\\u00e9\"],\"b\":{}}}";

    /** Of a pair of surrogates: a strict Gson refuses it where it does not skip it. */
    private static final char HALF = '\ud800';

    private final JsonProtocol protocol = new JsonProtocol().within(new ShapeOptions(8, 40));

    @Provide
    Arbitrary<String> anything() {
        Arbitrary<String> tokens = Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "\\u00",
                        "type",
                        "\"type\"",
                        "\"id\"",
                        "\"data\"",
                        "null",
                        "true",
                        "1e999",
                        "-0",
                        "0x1",
                        "NaN",
                        "'",
                        "/*",
                        "//",
                        "\u0000",
                        "\ud800",
                        "\ufeff",
                        " ",
                        "\n")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(tokens, Arbitraries.strings().ofMaxLength(200), deep(), mutated(), valid(), cut());
    }

    private Arbitrary<String> space() {
        return Arbitraries.of("", "", "", " ", "\t", "\r\n");
    }

    private Arbitrary<String> value() {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                Arbitraries.of(
                        "null", "true", "-0.50e+3", "17", "\"\\u0022\"", "\"}],:{\"", "\"\\\\\"", "\"\u2028\ud800\""),
                Arbitraries.strings().ofMaxLength(6).map(JsonPrimitive::new).map(JsonPrimitive::toString));
        return Arbitraries.recursive(() -> leaf, this::within, 0, 4);
    }

    private Arbitrary<String> within(Arbitrary<String> inner) {
        return Arbitraries.oneOf(
                Combinators.combine(inner, inner, space())
                        .as((one, two, space) -> "[" + space + one + "," + space + two + "]"),
                Combinators.combine(Arbitraries.of("\"\"", "\"data\"", "\"\\\"\""), inner, space())
                        .as((name, value, space) -> "{" + name + space + ":" + space + value + space + "}"));
    }

    @Provide
    Arbitrary<String> valid() {
        return Combinators.combine(
                        value(), value(), space(), Arbitraries.integers().between(0, 5), Arbitraries.of("", "\ufeff"))
                .as((data, more, space, order, mark) -> {
                    List<String> fields = new ArrayList<>(
                            List.of("\"type\":\"t\"", "\"data\"" + space + ":" + data, "\"more\":" + space + more));
                    Collections.swap(fields, 0, order % 3);
                    Collections.swap(fields, 1, 1 + order / 3);
                    return mark + space + "{" + space + String.join(space + "," + space, fields) + space + "}" + space;
                });
    }

    @Provide
    Arbitrary<String> cut() {
        return Combinators.combine(
                        valid(),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of("", "\u0001", "\t", "\"", "\\", "}"))
                .as((text, at, inserted) -> text.substring(0, Math.min(at, text.length()))
                        + inserted
                        + text.substring(Math.min(at, text.length())));
    }

    @Provide
    Arbitrary<String> deep() {
        return Combinators.combine(
                        Arbitraries.of("[", "{\"a\":", "[{\"b\":["),
                        Arbitraries.integers().between(0, 5_000))
                .as((open, times) -> "{\"type\":\"t\",\"data\":" + open.repeat(times));
    }

    @Provide
    Arbitrary<String> mutated() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length() - 1),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.strings().ofMaxLength(4))
                .as((at, cut, inserted) ->
                        VALID.substring(0, at) + inserted + VALID.substring(Math.min(VALID.length(), at + cut)));
    }

    @Property(tries = 5_000)
    void readsOrRefuses(@ForAll("anything") String text) {
        Inbound inbound;
        try {
            inbound = protocol.decode(text);
        } catch (ProtocolException e) {
            assertThat(e.code()).isIn(CODES);
            assertThat(e.getMessage()).hasSizeLessThan(200);
            return;
        }
        JsonObject same = strictly(text.replace(HALF, 'x')).getAsJsonObject();
        JsonElement data = same.has("data") ? same.get("data") : JsonNull.INSTANCE;
        assertThat(JsonParser.parseString(String.valueOf(inbound.data()).replace(HALF, 'x')))
                .isEqualTo(data);
        assertThat(inbound.type()).isEqualTo(same.get("type").getAsString()).isNotEmpty();
        assertThat(inbound.id()).isEqualTo(same.has("id") ? same.get("id").getAsString() : null);
    }

    private static JsonElement strictly(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(reader);
    }

    @Property(tries = 2_000)
    void readsAllThatIsValid(@ForAll("valid") String text) throws ProtocolException {
        assertThat(protocol.decode(text).type()).isEqualTo("t");
    }

    @Property(tries = 2_000)
    void mapsOrRefusesTheData(@ForAll("anything") String text) {
        try {
            Object data = protocol.fromData(protocol.decode(text).data(), Answer.class);
            assertThat(data == null || data instanceof Answer).isTrue();
        } catch (ProtocolException e) {
            assertThat(e.code()).isIn("bad_json", "bad_type", "bad_id", "too_complex", "bad_data");
        }
    }

    record Answer(int a, List<String> b) {}
}
