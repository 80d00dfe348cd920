package org.estats.cli.json;

import java.util.function.Function;
import org.estats.FinalRecord;
import org.estats.Value;
import org.estats.catalogue.Member;
import org.estats.cli.select.GroupChoice;
import org.estats.cli.select.Reading;
import org.estats.notation.MembersJson;
import org.estats.notation.Moments;
import tools.jackson.core.JsonGenerator;

/// A reading for programs. Every name of a group or a member comes from the catalogue.
public final class ReadingJson {

  private ReadingJson() {}

  /// Writes the members of the object that stands for a reading.
  ///
  /// @param values what is written for a member; its value, or what has become of it since
  public static void write(JsonGenerator json, Reading reading, Function<Member, Value> values) {
    json.writeStringProperty("connection", reading.snapshot().connection().toString());
    json.writeNumberProperty("netns", reading.snapshot().connection().netns());
    json.writeStringProperty("state", reading.snapshot().state().toString());
    json.writeName("since");
    reading.since().ifPresentOrElse(s -> json.writeString(Moments.text(s)), json::writeNull);
    GroupChoice choice = reading.choice();
    MembersJson.write(
        json, new MembersJson.Part(reading.groupsOn(), choice::members, reading.off()), values);
  }

  /// Writes the members of the object that stands for a final record: those of a reading, when it
  /// ended and how.
  public static void writeFinal(JsonGenerator json, Reading reading, FinalRecord last) {
    write(json, reading, reading.snapshot()::value);
    json.writeStringProperty("ended", Moments.text(last.ended()));
    json.writeStringProperty("how", last.how().toString());
  }
}
