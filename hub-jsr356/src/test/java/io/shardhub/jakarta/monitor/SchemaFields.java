package io.shardhub.jakarta.monitor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** The fields of a schema by their paths, {@code []} for the elements of a list and {@code *} for the keys of a map. */
final class SchemaFields {

    private final Schemas schemas;
    private final JsonObject root;

    SchemaFields(Schemas schemas, String name) {
        this.schemas = schemas;
        this.root = schemas.of(name);
    }

    /** Type and meaning of each field, in the order of the schema. */
    Map<String, String> described() {
        Map<String, String> fields = new LinkedHashMap<>();
        describe("", root, fields);
        return fields;
    }

    private void describe(String path, JsonObject schema, Map<String, String> fields) {
        JsonObject resolved = schemas.resolved(schema);
        if (resolved.has("properties")) {
            for (Map.Entry<String, JsonElement> property :
                    resolved.getAsJsonObject("properties").entrySet()) {
                String field = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
                JsonObject of = property.getValue().getAsJsonObject();
                String meaning = schemas.resolved(of).get("description").getAsString();
                fields.put(field, type(of) + " | " + meaning);
                describe(field, of, fields);
            }
        } else if (resolved.has("items")) {
            describe(path + "[]", resolved.getAsJsonObject("items"), fields);
        } else if (isMap(resolved)) {
            describe(path + ".*", resolved.getAsJsonObject("additionalProperties"), fields);
        }
    }

    private static boolean isMap(JsonObject resolved) {
        return resolved.has("additionalProperties")
                && resolved.get("additionalProperties").isJsonObject();
    }

    private String type(JsonObject schema) {
        JsonObject resolved = schemas.resolved(schema);
        if (resolved.has("oneOf")) {
            return linked(schema);
        }
        JsonElement type = resolved.get("type");
        String name = (type.isJsonArray() ? type.getAsJsonArray().get(0) : type).getAsString();
        if (name.equals("array")) {
            name = "array of " + type(resolved.getAsJsonObject("items"));
        } else if (isMap(resolved)) {
            name = "map of " + type(resolved.getAsJsonObject("additionalProperties"));
            name += resolved.has("propertyNames") ? " by " + linked(resolved.getAsJsonObject("propertyNames")) : "";
        }
        StringJoiner parts = new StringJoiner(", ").add(name);
        for (String more : Set.of("format", "x-unit")) { // never both
            if (resolved.has(more)) {
                parts.add(resolved.get(more).getAsString());
            }
        }
        return parts + (type.isJsonArray() ? " or null" : "");
    }

    private static String linked(JsonObject schema) {
        return "[" + Schemas.definition(schema) + "](#values)";
    }

    /** The fields that an answer has. */
    Set<String> in(JsonElement answer) {
        Set<String> fields = new TreeSet<>();
        find("", root, answer, fields);
        return fields;
    }

    private void find(String path, JsonObject schema, JsonElement value, Set<String> fields) {
        JsonObject resolved = schemas.resolved(schema);
        if (resolved.has("items") && value.isJsonArray()) {
            JsonArray elements = value.getAsJsonArray();
            elements.forEach(element -> find(path + "[]", resolved.getAsJsonObject("items"), element, fields));
        } else if (value.isJsonObject()) {
            for (Map.Entry<String, JsonElement> member : value.getAsJsonObject().entrySet()) {
                if (isMap(resolved)) {
                    find(path + ".*", resolved.getAsJsonObject("additionalProperties"), member.getValue(), fields);
                } else {
                    String field = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                    fields.add(field);
                    JsonObject properties = resolved.getAsJsonObject("properties");
                    find(field, properties.getAsJsonObject(member.getKey()), member.getValue(), fields);
                }
            }
        }
    }
}
