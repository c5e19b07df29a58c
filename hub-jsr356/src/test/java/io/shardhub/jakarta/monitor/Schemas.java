package io.shardhub.jakarta.monitor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The published JSON schemas of what a monitor answers. */
final class Schemas {

    static final List<String> NAMES = List.of("health", "metrics", "shards", "connections", "ticket", "error");

    private static final Path FOLDER = Path.of("..", "docs", "monitoring");
    private static final String BASE = "https://schemas.invalid/";
    private static final String ENDING = ".schema.json";

    private final Map<String, JsonObject> schemas = new HashMap<>();
    private final SchemaRegistry registry;

    Schemas() {
        Map<String, String> texts = new HashMap<>();
        for (String name : NAMES) {
            try {
                String text = Files.readString(FOLDER.resolve(name + ENDING));
                texts.put(BASE + name + ENDING, text);
                schemas.put(name + ENDING, JsonParser.parseString(text).getAsJsonObject());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
    }

    JsonObject of(String name) {
        return schemas.get(name + ENDING);
    }

    /** What is wrong with an answer, in words of the validator. */
    List<String> errors(String name, String json) {
        return registry
                .getSchema(SchemaLocation.of(BASE + name + ENDING))
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** The values that a definition names, with their meanings; none if it names none. */
    Map<String, String> values(String definition) {
        Map<String, String> values = new TreeMap<>();
        JsonObject defined = definitions().getAsJsonObject(definition);
        if (defined.has("oneOf")) {
            for (JsonElement value : defined.getAsJsonArray("oneOf")) {
                values.put(
                        value.getAsJsonObject().get("const").getAsString(),
                        value.getAsJsonObject().get("description").getAsString());
            }
        }
        return values;
    }

    /** What all schemas share. */
    JsonObject definitions() {
        return of("metrics").getAsJsonObject("$defs");
    }

    /** The schema itself, or what it refers to with the description of the place that does so. */
    JsonObject resolved(JsonObject schema) {
        String definition = definition(schema);
        if (definition.isEmpty()) {
            return schema;
        }
        JsonObject resolved = definitions().getAsJsonObject(definition).deepCopy();
        if (schema.has("description")) {
            resolved.add("description", schema.get("description"));
        }
        return resolved;
    }

    /** The name of the definition that a schema refers to; empty if it refers to none. */
    static String definition(JsonObject schema) {
        if (!schema.has("$ref")) {
            return "";
        }
        String reference = schema.get("$ref").getAsString();
        return reference.substring(reference.indexOf("#/$defs/") + "#/$defs/".length());
    }
}
