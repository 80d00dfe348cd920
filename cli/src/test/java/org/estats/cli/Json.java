package org.estats.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.estats.notation.JsonReader;

/// Reads JSON strictly: maps, lists, strings, numbers, booleans and null.
final class Json {

  private Json() {}

  static Object read(String text) {
    return JsonReader.read(text);
  }

  /// An array of objects, as every listing is.
  static List<Map<String, Object>> objects(String text) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object element : (List<?>) read(text)) {
      objects.add(object(element));
    }
    return objects;
  }

  /// A value that is an object.
  static Map<String, Object> object(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, member) -> object.put((String) name, member));
    return object;
  }

  /// A value that is an array.
  static List<Object> list(Object value) {
    return new ArrayList<>((List<?>) value);
  }
}
