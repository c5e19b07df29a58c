package io.shardhub.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonSerializer;
import io.shardhub.Message;
import io.shardhub.RawJson;
import io.shardhub.options.ShapeOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonProtocolTest {

    private final JsonProtocol protocol = new JsonProtocol();

    private Inbound decode(String text) throws ProtocolException {
        return protocol.decode(text);
    }

    private ProtocolException fault(String text) {
        ProtocolException fault = catchThrowableOfType(ProtocolException.class, () -> protocol.decode(text));
        assertThat(fault).as("fault of %s", text).isNotNull();
        return fault;
    }

    /* --------------- Reading --------------- */

    @Test
    void readsTypeDataAndId() throws ProtocolException {
        Inbound inbound =
                decode("{\"data\":{\"a\":[1,null]},\"id\":\"7\",\"type\":\"USER_ANSWER\",\"more\":{\"x\":[]}}");
        assertThat(inbound.type()).isEqualTo("USER_ANSWER");
        assertThat(inbound.id()).isEqualTo("7");
        assertThat(inbound.data()).as("no tree, which takes more room").isEqualTo("{\"a\":[1,null]}");
        assertThat(protocol.fromData(inbound.data(), JsonElement.class))
                .isEqualTo(JsonParser.parseString("{\"a\":[1,null]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"t\"}",
                "{\"type\":\"t\",\"data\":null}",
                " \t\r\n{ \"type\" : \"t\" , \"data\" : null } \n",
                "{\"type\":\"\\u0074\"}"
            })
    void dataAndIdMayBeMissingAndNullDataIsNoData(String text) throws ProtocolException {
        assertThat(decode(text)).isEqualTo(new Inbound("t", null, null));
    }

    @Test
    void unicodeComesThrough() throws ProtocolException {
        String odd = "J\u00fcrgen \uD83D\uDE00 \u0000\u2028 \" \\ </script>";
        String json = String.valueOf(protocol.toData(Map.of("type", odd, "id", odd, "data", odd)));
        Inbound inbound = decode(json);
        assertThat(inbound.type()).isEqualTo(odd);
        assertThat(inbound.id()).isEqualTo(odd);
        assertThat(protocol.fromData(inbound.data(), String.class)).isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123",
                "0.1000000000000000055511151231257827021181583404541015625",
                "1e400",
                "-0.0",
                "1.50",
                "9007199254740993"
            })
    void numbersAreKeptExactly(String number) throws ProtocolException {
        Inbound inbound = decode("{\"type\":\"t\",\"data\":" + number + "}");
        assertThat(protocol.fromData(inbound.data(), BigDecimal.class)).isEqualTo(new BigDecimal(number));
        assertThat(String.valueOf(inbound.data())).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"}],:{[\"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\\\\\\\"}\"",
                "{}",
                "[]",
                "{\"type\":\"no\",\"data\":[{\"data\":1}, \"}\"]}",
                "[[],{\"a\":{}},null]",
                "{ \"a\" : [ 1 ,\t2 ]\r\n}",
                "{\"a\":1,\"a\":2}",
                "-1.50e+2",
                "false"
            })
    void dataIsAsThePeerWroteIt(String data) throws ProtocolException {
        for (String text : List.of(
                "{\"type\":\"t\",\"data\":%s}",
                "{\"data\":%s,\"type\":\"t\"}",
                " { \"x\" : [{\"data\":0},\",\"] , \"data\" : %s , \"y\\\\\" : \"\\\"\", \"type\" : \"t\" } ")) {
            assertThat(decode(String.format(text, data)).data()).as(text).isEqualTo(data);
        }
    }

    /* --------------- What is not JSON --------------- */

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"type\":\"t\"",
                "{\"type\":\"t\",}",
                "{\"type\":\"t\"}}",
                "{\"type\":\"t\"}{\"type\":\"t\"}",
                "{\"type\":\"t\"} x",
                "{'type':'t'}",
                "{type:\"t\"}",
                "{\"type\":t}",
                "{\"type\"=\"t\"}",
                "{\"type\":\"t\";\"id\":\"1\"}",
                "{\"type\":\"t\" /* comment */}",
                "{\"type\":\"t\"} // comment",
                "# comment\n{\"type\":\"t\"}",
                ")]}'\n{\"type\":\"t\"}",
                "{\"type\":\"t\",\"data\":NaN}",
                "{\"type\":\"t\",\"data\":-Infinity}",
                "{\"type\":\"t\",\"data\":01}",
                "{\"type\":\"t\",\"data\":+1}",
                "{\"type\":\"t\",\"data\":.5}",
                "{\"type\":\"t\",\"data\":1.}",
                "{\"type\":\"t\",\"data\":TRUE}",
                "{\"type\":\"t\",\"data\":Null}",
                "{\"type\":\"t\",\"data\":[1,]}",
                "{\"type\":\"t\",\"data\":[1,,2]}",
                "{\"type\":\"t\",\"data\":\"\\x\"}",
                "{\"type\":\"t\",\"data\":\"\\'\"}",
                "{\"type\":\"t\",\"data\":\"\\u12\"}",
                "{\"type\":\"t\",\"more\":[}",
                "[]",
                "[{\"type\":\"t\"}]",
                "\"t\"",
                "17",
                "null",
                "true",
                "\u0000"
            })
    void whatIsNotAStrictJsonObjectIsRefused(String text) {
        ProtocolException fault = fault(text);
        assertThat(fault.code()).isEqualTo("bad_json");
        assertThat(fault.id()).isNull();
        assertThat(fault.getMessage())
                .isNotBlank()
                .doesNotContain("\n", "Exception")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"t\",\"data\":\"\t\"}",
                "{\"type\":\"t\",\"data\":\"\n\"}",
                "{\"type\":\"t\",\"data\":[{\"a\":\"x\\\\\u0001\"}]}",
                "{\"type\":\"t\",\"data\":{\"a\tb\":1}}",
                "{\"type\":\"t\",\"more\":\"\t\"}",
                "{\n\"type\":\"t\",\t\"data\":\"\",\"more\":\"\u0000\"}"
            })
    void controlCharactersInStringsAreRefused(String text) {
        ProtocolException fault = fault(text);
        assertThat(fault.code()).isEqualTo("bad_json");
        assertThat(fault.getMessage()).isEqualTo("one JSON object expected, a control character found in a string");
    }

    @Test
    void errorTextIsShortHoweverLongTheInput() {
        assertThat(fault("{\"" + "x".repeat(60_000) + "\":1:2}").getMessage()).hasSizeLessThan(300);
        assertThat(fault("{\"type\":" + "1".repeat(60_000) + "}").getMessage()).hasSizeLessThan(300);
        assertThat(fault("{\"type\":\"t\",\"id\":" + "1".repeat(60_000) + "}").getMessage())
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "id", "data"})
    void fieldThatComesTwiceIsRefused(String field) {
        String text = "{\"type\":\"t\",\"id\":\"1\",\"data\":\"d\",\"" + field + "\":\"u\"}";
        assertThat(fault(text).code()).isEqualTo("bad_json");
        assertThat(fault(text).getMessage()).isEqualTo("field " + field + " comes twice");
        assertThat(fault("{\"id\":null,\"data\":null,\"type\":null,\"" + field + "\":\"u\"}")
                        .code())
                .as("also after null")
                .isEqualTo("bad_json");
    }

    @Test
    void unknownFieldMayComeTwice() throws ProtocolException {
        assertThat(decode("{\"x\":1,\"x\":2,\"type\":\"t\"}").type()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "more", "type", "id"})
    void deepNestingIsRefusedAndNeverOverflowsTheStack(String field) {
        for (String open : List.of("[", "{\"a\":")) {
            ProtocolException fault = fault("{\"" + field + "\":" + open.repeat(100_000));
            assertThat(fault.code()).isEqualTo("too_complex");
        }
    }

    @Test
    void shapesHaveTheirLimits() throws ProtocolException {
        JsonProtocol narrow = new JsonProtocol().within(new ShapeOptions(2, 3));
        assertThat(narrow.decode("{\"type\":\"t\",\"data\":[1,2,\"[[[\"]}").type())
                .isEqualTo("t");
        assertThat(narrow.decode("{\"type\":\"t\",\"data\":\"::::::::::::::::::\"}")
                        .type())
                .isEqualTo("t");
        assertThat(code(narrow, "{\"type\":\"t\",\"data\":[[]]}")).isEqualTo("too_complex");
        assertThat(code(narrow, "{\"type\":\"t\",\"a\":1,\"b\":1,\"c\":1}")).isEqualTo("too_complex");
        assertThat(code(narrow, "{\"type\":\"t\",\"data\":[}"))
                .as("not deep, only broken")
                .isEqualTo("bad_json");
    }

    private static String code(JsonProtocol narrow, String text) {
        return catchThrowableOfType(ProtocolException.class, () -> narrow.decode(text))
                .code();
    }

    /* --------------- Type and id --------------- */

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|type is missing",
                "{\"type\":17}|type: 17 (expected: a string that is not empty)",
                "{\"type\":true}|type: true (expected: a string that is not empty)",
                "{\"type\":null}|type: null (expected: a string that is not empty)",
                "{\"type\":{}}|type: an object (expected: a string that is not empty)",
                "{\"type\":[]}|type: an array (expected: a string that is not empty)",
                "{\"type\":\"\"}|type: empty (expected: a string that is not empty)"
            })
    void typeMustBeAStringThatIsNotEmpty(String text, String message) {
        assertThat(fault(text).code()).isEqualTo("bad_type");
        assertThat(fault(text).getMessage()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "null, null", "{}, an object", "[1], an array", "false, false"})
    void idMustBeAString(String id, String shown) {
        ProtocolException fault = fault("{\"type\":\"t\",\"id\":" + id + "}");
        assertThat(fault.code()).isEqualTo("bad_id");
        assertThat(fault.id()).isNull();
        assertThat(fault.getMessage()).isEqualTo("id: " + shown + " (expected: a string)");
    }

    @Test
    void faultCarriesTheIdIfItWasReadBefore() {
        assertThat(fault("{\"id\":\"7\",\"type\":17}").id()).isEqualTo("7");
        assertThat(fault("{\"id\":\"7\"}").id()).isEqualTo("7");
        assertThat(fault("{\"id\":\"7\",\"type\":").id()).isEqualTo("7");
    }

    /* --------------- Mapping --------------- */

    record Answer(int choice, String text) {
        Answer {
            if (choice < 0) {
                throw new IllegalArgumentException("choice: " + choice);
            }
        }
    }

    @Test
    void dataIsMapped() throws ProtocolException {
        Object data = decode("{\"type\":\"t\",\"data\":{\"choice\":2,\"text\":\"b\"}}")
                .data();
        assertThat(protocol.fromData(data, Answer.class)).isEqualTo(new Answer(2, "b"));
        assertThat(protocol.fromData(data, JsonElement.class)).hasToString(String.valueOf(data));
        assertThat(protocol.fromData(null, Answer.class)).isNull();
    }

    record Post(String topic, RawJson data) {}

    @Test
    void rawDataIsNotMapped() throws ProtocolException {
        String data = "{ \"a\" : null, \"b\" : 1.0 }";
        assertThat(protocol.fromData(
                        decode("{\"type\":\"t\",\"data\":" + data + "}").data(), RawJson.class))
                .isEqualTo(new RawJson(data));
        assertThat(protocol.fromData(null, RawJson.class)).isNull();
        assertThat(protocol.toData(new RawJson(data))).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":null,\"b\":1.0}", "[1,[null]]", "\"<b>\"", "null", "1e400"})
    void fieldsMayBeRaw(String value) throws ProtocolException {
        String data = "{\"topic\":\"x\",\"data\":" + value + "}";
        Post post = new Post("x", new RawJson(value));
        for (JsonProtocol each : List.of(protocol, new JsonProtocol(new Gson()).within(ShapeOptions.defaults()))) {
            assertThat(each.fromData(data, Post.class)).isEqualTo(post);
            assertThat(each.toData(post)).isEqualTo(data);
            assertThat(each.toData(Map.of("tree", post))).isEqualTo("{\"tree\":" + data + "}");
        }
        assertThat(protocol.fromData("{\"topic\":\"x\"}", Post.class)).isEqualTo(new Post("x", null));
    }

    /** As an application's own serializer, or a factory of adapters, may do. */
    @Test
    void rawFieldsAreWrittenIntoTreesToo() {
        JsonSerializer<Post> throughTree = (post, type, context) -> context.serialize(Map.of("post", post.data()));
        JsonProtocol trees = new JsonProtocol(
                new GsonBuilder().registerTypeAdapter(Post.class, throughTree).create());
        assertThat(trees.toData(new Post("x", new RawJson("{\"a\":[1.50,null]}"))))
                .isEqualTo("{\"post\":{\"a\":[1.50,null]}}");
    }

    /** Whatever the peer sends is the peer's fault, also if the application's own type refuses it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "17",
                "\"x\"",
                "[]",
                "{\"choice\":\"x\"}",
                "{\"choice\":1.5}",
                "{\"choice\":-1}",
                "{\"choice\":{}}"
            })
    void dataThatDoesNotFitIsRefused(String data) throws ProtocolException {
        Object element = decode("{\"type\":\"t\",\"data\":" + data + "}").data();
        ProtocolException fault =
                catchThrowableOfType(ProtocolException.class, () -> protocol.fromData(element, Answer.class));
        assertThat(fault).isNotNull();
        assertThat(fault.code()).isEqualTo("bad_data");
        assertThat(fault.getMessage())
                .startsWith("data does not fit")
                .doesNotContain("\n", "Exception", "Answer")
                .hasSizeLessThan(200);
    }

    @Test
    void hugeExponentIsNoWork() throws ProtocolException {
        Object data = decode("{\"type\":\"t\",\"data\":1e1000000000}").data();
        ProtocolException fault = catchThrowableOfType(
                ProtocolException.class, () -> protocol.fromData(data, java.math.BigInteger.class));
        assertThat(fault.code()).isEqualTo("bad_data");
    }

    /* --------------- Writing --------------- */

    @Test
    void messageHasItsFieldsInOrder() {
        assertThat(protocol.encode(Message.of("T", null))).isEqualTo("{\"type\":\"T\"}");
        assertThat(protocol.encode(Message.of("T", "{\"a\":1}").inTopic("q")))
                .isEqualTo("{\"type\":\"T\",\"topic\":\"q\",\"data\":{\"a\":1}}");
        assertThat(protocol.encode(Message.of("T\"\n", "1").inTopic("\\\u00fc\uD83D\uDE00")))
                .isEqualTo("{\"type\":\"T\\\"\\n\",\"topic\":\"\\\\\u00fc\uD83D\uDE00\",\"data\":1}");
    }

    @Test
    void repliesAndErrorsAreAsDescribed() {
        assertThat(protocol.reply("7", "{\"a\":1}").data())
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"7\",\"data\":{\"a\":1}}");
        assertThat(protocol.reply("7\"", null).data())
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"7\\\"\",\"data\":null}");
        assertThat(protocol.error("7", "bad", "so \"bad\"").data())
                .isEqualTo(
                        "{\"type\":\"hub.reply\",\"id\":\"7\",\"error\":{\"code\":\"bad\",\"message\":\"so \\\"bad\\\"\"}}");
        assertThat(protocol.error(null, "bad", "so").frame(protocol).text())
                .isEqualTo("{\"type\":\"hub.error\",\"data\":{\"code\":\"bad\",\"message\":\"so\"}}");
    }

    @Test
    void objectsBecomeJsonAndNullStaysNull() {
        assertThat(protocol.toData(null)).isNull();
        assertThat(protocol.toData(new Answer(1, "<b>"))).isEqualTo("{\"choice\":1,\"text\":\"<b>\"}");
        assertThat(protocol.toData("x")).isEqualTo("\"x\"");
    }

    @Test
    void batchIsAnArrayOfTheMessagesAsTheyAre() {
        assertThat(protocol.encodeBatch(List.of("{\"type\":\"A\"}", "{\"type\":\"B\",\"data\":[1]}")))
                .isEqualTo("{\"type\":\"hub.batch\",\"data\":[{\"type\":\"A\"},{\"type\":\"B\",\"data\":[1]}]}");
    }
}
