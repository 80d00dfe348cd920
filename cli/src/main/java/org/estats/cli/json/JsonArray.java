package org.estats.cli.json;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// A listing for programs: one array on one line.
public final class JsonArray implements AutoCloseable {

  static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator generator;

  /// Begins the array.
  public JsonArray(OutputStream out) {
    generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    generator.writeStartArray();
  }

  /// Writes the elements.
  public JsonGenerator generator() {
    return generator;
  }

  /// Ends the array and the line.
  @Override
  public void close() {
    generator.writeEndArray();
    generator.writeRaw('\n');
    generator.close();
  }
}
