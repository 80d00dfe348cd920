package org.estats.cli;

import java.time.Instant;
import org.estats.Connection;
import org.estats.cli.json.JsonLine;
import org.estats.cli.json.ReadingJson;
import org.estats.cli.select.Change;
import org.estats.cli.select.Reading;
import org.estats.cli.text.Output;
import org.estats.notation.Moments;

/// A watch for programs: an object a line, like those of `get`, with the time before them.
final class WatchJson implements WatchLines {

  private final Output output;

  WatchJson(Output output) {
    this.output = output;
  }

  @Override
  public void begins(Reading reading, boolean isAlone, boolean isReadable) {
    // The first object comes with the first difference.
  }

  @Override
  public void changed(Reading reading, Change change) {
    JsonLine.write(
        output.result(),
        json -> {
          json.writeStringProperty("time", Moments.text(reading.snapshot().taken()));
          ReadingJson.write(json, reading, change::of);
        });
  }

  @Override
  public void ended(Connection connection, Instant when) {
    JsonLine.write(
        output.result(),
        json -> {
          json.writeStringProperty("time", Moments.text(when));
          json.writeStringProperty("connection", connection.toString());
          json.writeNumberProperty("netns", connection.netns());
          json.writeStringProperty("state", "CLOSED");
          json.writeStringProperty("ended", Moments.text(when));
        });
  }
}
