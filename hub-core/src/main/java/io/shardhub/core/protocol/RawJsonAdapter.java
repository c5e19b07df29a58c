package io.shardhub.core.protocol;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.shardhub.RawJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fields that stand for any value, null included, in what is mapped. */
final class RawJsonAdapter extends TypeAdapter<@Nullable RawJson> {

    private static final TypeAdapter<JsonElement> TREES = new Gson().getAdapter(JsonElement.class);

    @Override
    public RawJson read(JsonReader reader) {
        return new RawJson(JsonParser.parseReader(reader).toString());
    }

    @Override
    public void write(JsonWriter writer, @Nullable RawJson value) throws IOException {
        if (value == null) {
            writer.nullValue();
            return;
        }
        try {
            writer.jsonValue(value.text());
        } catch (UnsupportedOperationException e) { // it builds a tree
            TREES.write(writer, JsonParser.parseString(value.text()));
        }
    }
}
