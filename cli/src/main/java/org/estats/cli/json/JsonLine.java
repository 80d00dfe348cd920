package org.estats.cli.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// An object on a line of its own, for listings that go on. The line is written at once, so that
/// nobody ever reads half of one.
public final class JsonLine {

  private JsonLine() {}

  /// Writes a line.
  ///
  /// @param members writes the members of the object
  public static void write(OutputStream out, Consumer<JsonGenerator> members) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    JsonGenerator generator = JsonArray.FACTORY.createGenerator(ObjectWriteContext.empty(), line);
    generator.writeStartObject();
    members.accept(generator);
    generator.writeEndObject();
    generator.writeRaw('\n');
    generator.close();
    byte[] bytes = line.toByteArray();
    try {
      out.write(bytes, 0, bytes.length);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
