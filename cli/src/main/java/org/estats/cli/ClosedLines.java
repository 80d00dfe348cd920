package org.estats.cli;

import org.estats.FinalRecord;
import org.estats.Snapshot;
import org.estats.cli.json.JsonArray;
import org.estats.cli.json.JsonLine;
import org.estats.cli.json.ReadingJson;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.cli.text.Style;
import org.estats.cli.text.Times;

/// How final records are written.
sealed interface ClosedLines {

  /// A connection has ended.
  void ended(FinalRecord last);

  /// Records were overwritten before they were read.
  ///
  /// @param records how many since it was last told
  void missed(long records);

  /// For people: a block each, like those of `get`.
  final class Text implements ClosedLines {

    private final Output output;
    private final ReadingText text;
    private final GroupChoice choice;
    private boolean isFirst = true;

    Text(Session session, GroupChoice choice) {
      this.output = session.output();
      this.text = new ReadingText(output, session.source().collectable());
      this.choice = choice;
    }

    @Override
    public void ended(FinalRecord last) {
      if (!isFirst) {
        output.line("");
      }
      isFirst = false;
      Snapshot snapshot = last.last();
      Reading reading = new Reading(snapshot, choice);
      output.line(
          output.styled(Style.HEADING, snapshot.connection().toString())
              + "  ended in "
              + snapshot.state()
              + ": "
              + last.how()
              + Session.namespaceTerm(snapshot.connection()));
      output.line(
          "ended "
              + Times.after(last.ended(), reading.since().orElse(last.ended()))
              + ", counted until then");
      text.writeMembers(reading);
    }

    @Override
    public void missed(long records) {
      output.note(
          "estats: missed "
              + Quantity.of(records, "record")
              + ", overwritten before they were read");
    }
  }

  /// For programs: objects of an array.
  record InArray(JsonArray array, GroupChoice choice) implements ClosedLines {

    @Override
    public void ended(FinalRecord last) {
      array.generator().writeStartObject();
      ReadingJson.writeFinal(array.generator(), new Reading(last.last(), choice), last);
      array.generator().writeEndObject();
    }

    @Override
    public void missed(long records) {
      // Only who stays is told: an array is what was kept at one moment.
    }
  }

  /// For programs that stay: an object a line; `{"missed":N}` in the place of what was lost.
  record OnLines(Output output, GroupChoice choice) implements ClosedLines {

    @Override
    public void ended(FinalRecord last) {
      JsonLine.write(
          output.result(),
          json -> ReadingJson.writeFinal(json, new Reading(last.last(), choice), last));
    }

    @Override
    public void missed(long records) {
      JsonLine.write(output.result(), json -> json.writeNumberProperty("missed", records));
    }
  }
}
