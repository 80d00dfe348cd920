package org.estats.cli.json;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.estats.Absence;
import org.estats.FinalRecord;
import org.estats.Value;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;
import org.estats.cli.select.Reading;
import org.estats.cli.text.Times;
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
    reading.since().ifPresentOrElse(s -> json.writeString(Times.iso(s)), json::writeNull);
    Map<Member, Absence> absent = new LinkedHashMap<>();
    json.writeObjectPropertyStart("groups");
    for (Group group : reading.groupsOn()) {
      json.writeObjectPropertyStart(group.estatsName());
      for (Member member : reading.choice().members(group)) {
        json.writeName(member.estatsName());
        switch (values.apply(member)) {
          case Value.Present(long number) -> number(json, member, number);
          case Value.Absent(Absence why) -> {
            json.writeNull();
            absent.put(member, why);
          }
        }
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayPropertyStart("off");
    reading.offNames().forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("absent");
    absent.forEach((m, why) -> json.writeStringProperty(m.qualifiedName(), why.reason()));
    json.writeEndObject();
  }

  /// Writes the members of the object that stands for a final record: those of a reading, when it
  /// ended and how.
  public static void writeFinal(JsonGenerator json, Reading reading, FinalRecord last) {
    write(json, reading, reading.snapshot()::value);
    json.writeStringProperty("ended", Times.iso(last.ended()));
    json.writeStringProperty("how", last.how().toString());
  }

  private static void number(JsonGenerator json, Member member, long number) {
    if (member.unit() == Unit.BOOLEAN) {
      json.writeBoolean(number != 0);
    } else if (number >= 0) {
      json.writeNumber(number);
    } else {
      json.writeNumber(new BigInteger(Long.toUnsignedString(number)));
    }
  }
}
