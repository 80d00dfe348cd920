package org.estats.notation;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON as all answers have it.
public final class Json {

  /// Reads and writes.
  public static final JsonFactory FACTORY = JsonFactory.builder().build();

  private static final double PLACES = 1e6;
  private static final double WHOLE = 1e15;

  private Json() {}

  /// The bytes of an object.
  ///
  /// @param members writes its members
  public static byte[] object(Consumer<JsonGenerator> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    object(bytes, members);
    return bytes.toByteArray();
  }

  /// Writes an object, and closes what it is written to. Where that or the members fail, it stays
  /// open and the object unfinished: closing would make it look whole.
  ///
  /// @param members writes its members
  /// @throws JacksonException if it cannot be written, with the cause
  public static void object(OutputStream out, Consumer<JsonGenerator> members) {
    JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    members.accept(json);
    json.writeEndObject();
    json.close();
  }

  /// A number to six places, whole where it is whole; null in the place of NaN.
  public static void number(JsonGenerator json, String name, double number) {
    json.writeName(name);
    number(json, number);
  }

  /// The same as an element of an array.
  public static void number(JsonGenerator json, double number) {
    double rounded =
        Math.abs(number) < WHOLE / PLACES ? Math.round(number * PLACES) / PLACES : number;
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      json.writeNull();
    } else if (rounded == Math.rint(rounded) && Math.abs(rounded) < WHOLE) {
      json.writeNumber((long) rounded);
    } else {
      json.writeNumber(rounded);
    }
  }

  /// A whole number; null if there is none.
  public static void whole(JsonGenerator json, String name, OptionalLong number) {
    json.writeName(name);
    if (number.isPresent()) {
      json.writeNumber(number.getAsLong());
    } else {
      json.writeNull();
    }
  }

  /// A text; null if there is none.
  public static void text(JsonGenerator json, String name, String text) {
    json.writeName(name);
    if (text == null) {
      json.writeNull();
    } else {
      json.writeString(text);
    }
  }
}
