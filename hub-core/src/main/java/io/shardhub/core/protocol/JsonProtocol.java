package io.shardhub.core.protocol;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.shardhub.Message;
import io.shardhub.RawJson;
import io.shardhub.options.ShapeOptions;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.ProtocolException;
import io.shardhub.protocol.WireProtocol;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code {"type": "...", "data": ..., "topic": "...", "id": "..."}} in both directions; data is mapped with Gson.
 *
 * <p>A peer that has said {@code {"type": "hub.hello", "data": {"batch": true}}} gets what waits together as one frame,
 * {@code {"type": "hub.batch", "data": [...]}}: an array of messages as they would have come one by one, in their order. A
 * message that waits alone, replies, errors, and finished frames ({@link Message#text}) come in frames of their own; a
 * batch is never in a batch.
 *
 * <p>Reading is strict JSON. Fields that are not known are ignored; a field that comes twice is refused, because two readers
 * could believe two different values; and so is what is deeper or has more names than the {@linkplain #within options} say.
 */
public final class JsonProtocol implements WireProtocol {

    private static final String ERROR = "hub.error";
    private static final Pattern EXCEPTION_NAMES = Pattern.compile("^([\\w.$]+Exception: )+");
    private static final int MAX_CAUSE = 120;

    private final Gson gson;
    private final ShapeOptions shape;

    /** Maps data with Gson as it comes, HTML characters unescaped. */
    public JsonProtocol() {
        this(new GsonBuilder().disableHtmlEscaping().create());
    }

    /** Maps data with your own Gson. */
    public JsonProtocol(Gson gson) {
        this(
                gson.newBuilder()
                        .registerTypeAdapter(RawJson.class, new RawJsonAdapter())
                        .create(),
                ShapeOptions.defaults());
    }

    private JsonProtocol(Gson gson, ShapeOptions shape) {
        this.gson = gson;
        this.shape = shape;
    }

    @Override
    public JsonProtocol within(ShapeOptions newShape) {
        return new JsonProtocol(gson, newShape);
    }

    @Override
    public String encode(Message message) {
        String data = message.data();
        StringBuilder text = new StringBuilder(48 + (data == null ? 0 : data.length()));
        text.append("{\"type\":").append(quote(message.type()));
        if (message.topic() != null) {
            text.append(",\"topic\":").append(quote(message.topic()));
        }
        if (data != null) {
            text.append(",\"data\":").append(data);
        }
        return text.append('}').toString();
    }

    @Override
    public String encodeBatch(List<String> texts) {
        return texts.stream().collect(Collectors.joining(",", "{\"type\":\"hub.batch\",\"data\":[", "]}"));
    }

    private String quote(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return gson.toJson(text);
            }
        }
        return '"' + text + '"';
    }

    @Override
    public Inbound decode(String text) throws ProtocolException {
        if (JsonShape.hasMoreKeys(text, shape.maxKeys())) {
            throw new ProtocolException(null, "too_complex", "more than " + shape.maxKeys() + " names");
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(shape.maxDepth());
        Fields fields = new Fields(text);
        try {
            fields.read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw fields.fault("bad_json", "one JSON object expected, more found");
            }
            if (JsonShape.hasBareControls(text)) { // Gson does not look for them in what it skips
                throw fields.fault("bad_json", "one JSON object expected, a control character found in a string");
            }
        } catch (IOException | RuntimeException e) {
            if (JsonShape.isDeeper(text, shape.maxDepth())) {
                throw fields.fault("too_complex", "more than " + shape.maxDepth() + " levels");
            }
            throw fields.fault("bad_json", "one JSON object expected" + place(e));
        }
        return fields.inbound();
    }

    /** Where a reader stumbled, in its own words; nothing else of them is for peers. */
    private static String place(Exception e) {
        String message = String.valueOf(e.getMessage());
        int from = message.indexOf(" at line ");
        int to = message.indexOf(" path ", from);
        return from < 0 || to < 0 ? "" : "," + message.substring(from, to);
    }

    @Override
    public @Nullable String toData(@Nullable Object value) {
        return value == null ? null : value instanceof RawJson raw ? raw.text() : gson.toJson(value);
    }

    @Override
    public @Nullable Object fromData(@Nullable Object data, Type type) throws ProtocolException {
        if (data == null) {
            return null;
        }
        try {
            if (type == RawJson.class) {
                return new RawJson(data.toString());
            }
            // from text: from a tree Gson takes 1.5 and 4294967297 for the int 1
            return type == JsonElement.class
                    ? JsonParser.parseString(data.toString())
                    : gson.fromJson(data.toString(), type);
        } catch (JsonParseException e) {
            throw new ProtocolException(null, "bad_data", "data does not fit: " + cause(e));
        } catch (RuntimeException e) { // the application's own type refused it
            throw new ProtocolException(null, "bad_data", "data does not fit");
        }
    }

    private static String cause(JsonParseException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        String words = EXCEPTION_NAMES.matcher(line).replaceFirst("");
        return words.length() > MAX_CAUSE ? words.substring(0, MAX_CAUSE) + "..." : words;
    }

    @Override
    public Message reply(String id, @Nullable String data) {
        return replyWith(id, "data", data == null ? "null" : data);
    }

    @Override
    public Message error(@Nullable String id, String code, String text) {
        String error = "{\"code\":" + quote(code) + ",\"message\":" + quote(text) + "}";
        return id == null ? Message.of(ERROR, error) : replyWith(id, "error", error);
    }

    private Message replyWith(String id, String field, String value) {
        return Message.text("{\"type\":\"hub.reply\",\"id\":" + quote(id) + ",\"" + field + "\":" + value + "}");
    }

    /** The fields of one message while it is read. */
    private static final class Fields {

        private static final int MAX_SHOWN = 40;

        private static final int NONE = -1;

        private final String text;
        private @Nullable JsonElement type;
        private @Nullable JsonElement id;
        private int dataField = NONE; // its place among the fields

        Fields(String text) {
            this.text = text;
        }

        void read(JsonReader reader) throws IOException, ProtocolException {
            reader.beginObject();
            for (int field = 0; reader.hasNext(); field++) {
                switch (reader.nextName()) {
                    case "type" -> {
                        once("type", type == null);
                        type = JsonParser.parseReader(reader);
                    }
                    case "id" -> {
                        once("id", id == null);
                        id = JsonParser.parseReader(reader);
                    }
                    case "data" -> {
                        once("data", dataField == NONE);
                        dataField = field;
                        reader.skipValue();
                    }
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
        }

        private void once(String name, boolean first) throws ProtocolException {
            if (!first) {
                throw fault("bad_json", "field " + name + " comes twice");
            }
        }

        Inbound inbound() throws ProtocolException {
            if (id != null && !isText(id)) {
                throw fault("bad_id", "id: " + kind(id) + " (expected: a string)");
            }
            if (type == null) {
                throw fault("bad_type", "type is missing");
            }
            if (!isText(type) || type.getAsString().isEmpty()) {
                throw fault("bad_type", "type: " + kind(type) + " (expected: a string that is not empty)");
            }
            return new Inbound(type.getAsString(), dataText(), id == null ? null : id.getAsString());
        }

        /* As the peer wrote it: a tree would take up to 50 times as much, and be built to be taken apart. */
        private @Nullable String dataText() {
            if (dataField == NONE) {
                return null;
            }
            String data = JsonShape.valueOf(text, dataField);
            return data.equals("null") ? null : data;
        }

        ProtocolException fault(String code, String message) {
            return new ProtocolException(id != null && isText(id) ? id.getAsString() : null, code, message);
        }

        private static boolean isText(JsonElement element) {
            return element instanceof JsonPrimitive primitive && primitive.isString();
        }

        private static String kind(JsonElement element) {
            if (element.isJsonObject()) {
                return "an object";
            }
            if (element.isJsonArray()) {
                return "an array";
            }
            if (element.isJsonNull()) {
                return "null";
            }
            String text = element.getAsString();
            return text.isEmpty() ? "empty" : text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        }
    }
}
