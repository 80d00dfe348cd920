package org.estats.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.estats.notation.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/// Server-sent events. Writing blocks until the client takes them; one that takes nothing for too
/// long is cut off.
public final class EventStream {

  private final OutputStream out;
  private final SlowClients.Progress progress;

  EventStream(OutputStream out, SlowClients.Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /// One event on its way.
  private final class Event extends Pieces {

    Event() {
      super(progress, SlowClients.STREAM_MILLIS_MAX);
    }

    @Override
    OutputStream sink(int bytesKept, boolean isLast) {
      return out;
    }

    @Override
    void finish(OutputStream to) throws IOException {
      to.write(text("\n\n")); // JSON has no line breaks, so it was one line
      to.flush();
    }
  }

  /// Sends an event.
  ///
  /// @param id by which the client can go on later; empty for none
  /// @param members writes the members of its object
  public void event(String name, String id, Consumer<JsonGenerator> members) throws IOException {
    Event event = new Event();
    event.write(text("event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n")));
    event.write(text("data: "));
    try {
      Json.object(event, members);
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  /// Sends an event whose object is written already.
  public void event(String name, String id, byte[] data) throws IOException {
    String head = "event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: ";
    progress.begin(SlowClients.STREAM_MILLIS_MAX);
    out.write(text(head));
    Pieces.write(out, data, data.length, progress, SlowClients.STREAM_MILLIS_MAX);
    out.write(text("\n\n"));
    out.flush();
    progress.end();
  }

  /// Says when to come again after a break.
  public void retryMillis(int millis) throws IOException {
    progress.begin(SlowClients.STREAM_MILLIS_MAX);
    out.write(text("retry: " + millis + "\n\n"));
    out.flush();
    progress.end();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
