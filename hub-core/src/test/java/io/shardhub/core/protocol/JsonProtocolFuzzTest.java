package io.shardhub.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.options.ShapeOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
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
        return Arbitraries.oneOf(tokens, Arbitraries.strings().ofMaxLength(200), deep(), mutated());
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
        JsonObject same = JsonParser.parseString(text).getAsJsonObject();
        JsonElement data = same.has("data") ? same.get("data") : JsonNull.INSTANCE;
        assertThat(JsonParser.parseString(String.valueOf(inbound.data()))).isEqualTo(data);
        assertThat(inbound.type()).isEqualTo(same.get("type").getAsString()).isNotEmpty();
        assertThat(inbound.id()).isEqualTo(same.has("id") ? same.get("id").getAsString() : null);
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
