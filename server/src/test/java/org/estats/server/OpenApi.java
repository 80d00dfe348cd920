package org.estats.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.estats.notation.JsonReader;

/// The document of the API, as far as it says what answers look like: holds an answer to it.
final class OpenApi {

  private static final Path FILE = Path.of("src/main/resources/org/estats/server/api/openapi.json");

  private final Map<String, Object> document;

  OpenApi() throws IOException {
    document = JsonReader.object(JsonReader.read(Files.readAllBytes(FILE)));
  }

  /// The paths of a method, as the document writes them.
  List<String> paths(String method) {
    return JsonReader.object(document.get("paths")).entrySet().stream()
        .filter(e -> JsonReader.object(e.getValue()).containsKey(method))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// What is wrong with an answer; nothing if it is as the document says.
  List<String> faults(String path, String method, int status, Object answer) {
    Map<String, Object> operation =
        JsonReader.object(
            JsonReader.object(JsonReader.object(document.get("paths")).get(path)).get(method));
    Map<String, Object> response =
        JsonReader.object(
            JsonReader.object(operation.get("responses")).get(Integer.toString(status)));
    if (response == null) {
      return List.of("no status " + status);
    }
    Map<String, Object> media =
        JsonReader.object(JsonReader.object(response.get("content")).get("application/json"));
    List<String> faults = new ArrayList<>();
    check(JsonReader.object(media.get("schema")), answer, path, faults);
    return faults;
  }

  /// What is wrong with a value that is to be of a schema of this name.
  List<String> faults(String schema, Object value) {
    List<String> faults = new ArrayList<>();
    check(Map.of("$ref", "#/components/schemas/" + schema), value, schema, faults);
    return faults;
  }

  private void check(Map<String, Object> schema, Object value, String at, List<String> faults) {
    if (schema.get("$ref") instanceof String reference) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      Map<String, Object> schemas =
          JsonReader.object(JsonReader.object(document.get("components")).get("schemas"));
      check(JsonReader.object(schemas.get(name)), value, at, faults);
      return;
    }
    if (schema.get("anyOf") instanceof List<?> choices) {
      boolean fits =
          choices.stream()
              .anyMatch(c -> {
                List<String> own = new ArrayList<>();
                check(JsonReader.object(c), value, at, own);
                return own.isEmpty();
              });
      if (!fits) {
        faults.add(at + ": fits none of its schemas: " + value);
      }
      return;
    }
    if (schema.get("type") != null && !isOfType(schema.get("type"), value)) {
      faults.add(at + ": " + value + " is not " + schema.get("type"));
      return;
    }
    if (schema.get("enum") instanceof List<?> values && !values.contains(value)) {
      faults.add(at + ": " + value + " is none of " + values);
    }
    if (value instanceof Map<?, ?> members) {
      checkMembers(schema, JsonReader.object(members), at, faults);
    }
    if (value instanceof List<?> elements && schema.get("items") != null) {
      for (Object element : elements) {
        check(JsonReader.object(schema.get("items")), element, at + "[]", faults);
      }
    }
  }

  private void checkMembers(
      Map<String, Object> schema, Map<String, Object> members, String at, List<String> faults) {
    Map<String, Object> properties =
        schema.get("properties") == null ? Map.of() : JsonReader.object(schema.get("properties"));
    if (schema.get("required") instanceof List<?> required) {
      required.stream()
          .filter(r -> !members.containsKey(r))
          .forEach(r -> faults.add(at + ": lacks " + r));
    }
    members.forEach((name, value) -> {
      String there = at + "." + name;
      if (properties.containsKey(name)) {
        check(JsonReader.object(properties.get(name)), value, there, faults);
      } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
        check(JsonReader.object(others), value, there, faults);
      } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
        faults.add(there + ": is not in the document");
      }
    });
  }

  private static boolean isOfType(Object type, Object value) {
    if (type instanceof List<?> types) {
      return types.stream().anyMatch(t -> isOfType(t, value));
    }
    return switch ((String) type) {
      case "null" -> value == null;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue());
      case "number" -> value instanceof Number;
      case "array" -> value instanceof List<?>;
      default -> value instanceof Map<?, ?>;
    };
  }
}
