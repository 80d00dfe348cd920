package org.estats.notation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads JSON of any form, strictly: one value, in an object no name twice.
public final class JsonReader {

  private JsonReader() {}

  /// Reads a value: a map in the order it is written, a list, a text, true or false, null, a `Long`
  /// or, if it does not fit, a `BigInteger`, or a `Double`.
  ///
  /// @throws IllegalArgumentException if it is something else
  public static Object read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The same of UTF-8.
  ///
  /// @throws IllegalArgumentException if it is something else
  public static Object read(byte[] bytes) {
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      Object value = value(json, json.nextToken());
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("more than one value");
      }
      return value;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// A value that is an object; null for null.
  ///
  /// @throws IllegalArgumentException if it is something else
  @SuppressWarnings("unchecked") // read makes no other maps
  public static Map<String, Object> object(Object value) {
    if (value != null && !(value instanceof Map)) {
      throw new IllegalArgumentException("not an object: " + value);
    }
    return (Map<String, Object>) value;
  }

  /// A value that is an array; null for null.
  ///
  /// @throws IllegalArgumentException if it is something else
  @SuppressWarnings("unchecked") // read makes no other lists
  public static List<Object> list(Object value) {
    if (value != null && !(value instanceof List)) {
      throw new IllegalArgumentException("not an array: " + value);
    }
    return (List<Object>) value;
  }

  private static Object value(JsonParser json, JsonToken token) {
    return switch (token) {
      case null -> throw new IllegalArgumentException("nothing");
      case START_OBJECT -> members(json);
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
          elements.add(value(json, t));
        }
        yield elements;
      }
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_NUMBER_INT ->
          json.getBigIntegerValue().bitLength() < Long.SIZE
              ? Long.valueOf(json.getLongValue())
              : json.getBigIntegerValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalArgumentException("unexpected " + token);
    };
  }

  private static Map<String, Object> members(JsonParser json) {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (members.containsKey(name)) {
        throw new IllegalArgumentException(name + " stands twice");
      }
      members.put(name, value(json, json.nextToken()));
    }
    return members;
  }
}
