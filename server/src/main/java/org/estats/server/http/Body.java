package org.estats.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.notation.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// The body of a request: an object of texts, whole numbers and arrays of texts, which is all that
/// any route takes.
public final class Body {

  private final Map<String, List<String>> members = new LinkedHashMap<>();

  private Body() {}

  /// Reads a body.
  ///
  /// @param allowed the names there may be
  /// @throws Refusal if it is something else
  public static Body parse(byte[] bytes, Set<String> allowed) {
    Body body = new Body();
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.invalid("the body is to be one object", "");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        body.take(json, json.currentName(), allowed);
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw Refusal.invalid("the body is to be one object", "");
      }
      return body;
    } catch (JacksonException e) {
      throw Refusal.invalid("the body is not JSON: " + e.getOriginalMessage(), "");
    }
  }

  private void take(JsonParser json, String name, Set<String> allowed) {
    if (!allowed.contains(name)) {
      throw Refusal.invalid(
          "there is no member '" + name + "'",
          "the members are " + String.join(", ", allowed.stream().sorted().toList()));
    }
    List<String> values = new ArrayList<>();
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        values.add(json.getString());
      }
      token = json.currentToken();
      if (token != JsonToken.END_ARRAY) {
        throw Refusal.invalid("'" + name + "' is to be an array of texts", "");
      }
    } else if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
      values.add(json.getString());
    } else {
      throw Refusal.invalid("'" + name + "' is not of a kind it can be", "");
    }
    if (members.put(name, values) != null) {
      throw Refusal.invalid("'" + name + "' is given twice", "");
    }
  }

  /// A text or number; empty if it was not given.
  public Optional<String> text(String name) {
    List<String> values = members.get(name);
    if (values != null && values.size() != 1) {
      throw Refusal.invalid("'" + name + "' is to be one text", "");
    }
    return Optional.ofNullable(values).map(List::getFirst);
  }

  /// The texts of an array; none if it was not given.
  public List<String> texts(String name) {
    return List.copyOf(members.getOrDefault(name, List.of()));
  }

  /// Whether it was given.
  public boolean has(String name) {
    return members.containsKey(name);
  }
}
