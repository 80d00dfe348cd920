package org.estats.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Server-sent events. Writing blocks until the client takes them; one that takes nothing for too
/// long is cut off.
public final class EventStream {

  private final OutputStream out;
  private final SlowClients.Progress progress;

  EventStream(OutputStream out, SlowClients.Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /// Sends an event.
  ///
  /// @param id by which the client can go on later; empty for none
  /// @param data JSON, which has no line breaks
  public void event(String name, String id, byte[] data) throws IOException {
    String head = "event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: ";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[start.length + data.length + 2];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(data, 0, all, start.length, data.length);
    all[all.length - 2] = '\n';
    all[all.length - 1] = '\n';
    write(all);
  }

  /// Says when to come again after a break.
  public void retryMillis(int millis) throws IOException {
    write(("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void write(byte[] bytes) throws IOException {
    progress.begin(SlowClients.STREAM_MILLIS_MAX);
    out.write(bytes);
    out.flush();
    progress.end();
  }
}
