package io.shardhub.core.protocol;

import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.shardhub.RawJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fields that stand for any value, null included, in what is mapped. */
final class RawJsonAdapter extends TypeAdapter<@Nullable RawJson> {

    @Override
    public RawJson read(JsonReader reader) {
        return new RawJson(JsonParser.parseReader(reader).toString());
    }

    @Override
    public void write(JsonWriter writer, @Nullable RawJson value) throws IOException {
        if (value == null) {
            writer.nullValue();
        } else {
            writer.jsonValue(value.text());
        }
    }
}
