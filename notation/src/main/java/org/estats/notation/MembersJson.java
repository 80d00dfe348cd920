package org.estats.notation;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;
import tools.jackson.core.JsonGenerator;

/// The members of a connection in JSON. Every name of a group or a member comes from the catalogue.
public final class MembersJson {

  private MembersJson() {}

  /// What of the members is meant.
  ///
  /// @param on the groups of which anything is collected
  /// @param members those of such a group that are written
  /// @param off the switches that are off
  public record Part(
      List<Group> on, Function<Group, List<? extends Member>> members, Set<Switch> off) {

    /// Everything that a snapshot has.
    public static Part all(Snapshot snapshot) {
      Set<Switch> off = EnumSet.allOf(Switch.class);
      off.removeAll(snapshot.on());
      return new Part(
          Arrays.stream(Group.values()).filter(snapshot::isOn).toList(), Catalogue::members, off);
    }
  }

  /// Writes all that a snapshot has, as [#write(JsonGenerator, Part, Function)] does.
  public static void write(JsonGenerator json, Snapshot snapshot) {
    write(json, Part.all(snapshot), snapshot::value);
  }

  /// Writes `groups` (those that are on; an absent member is null), `off` and `absent` (the reason
  /// of each null).
  ///
  /// @param values what is written for a member: its value, or what has become of it since
  public static void write(JsonGenerator json, Part part, Function<Member, Value> values) {
    Map<Member, Absence> absent = new LinkedHashMap<>();
    json.writeObjectPropertyStart("groups");
    for (Group group : part.on()) {
      json.writeObjectPropertyStart(group.estatsName());
      for (Member member : part.members().apply(group)) {
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
    SwitchNames.of(part.off()).forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("absent");
    absent.forEach((m, why) -> json.writeStringProperty(m.qualifiedName(), why.reason()));
    json.writeEndObject();
  }

  /// Writes `groups`, those of which anything is known, on or off, without what is not known.
  public static void writeKnown(JsonGenerator json, Snapshot snapshot) {
    json.writeObjectPropertyStart("groups");
    for (Group group : Group.values()) {
      boolean isBegun = false;
      for (Member member : Catalogue.members(group)) {
        if (snapshot.value(member) instanceof Value.Present(long number)) {
          if (!isBegun) {
            json.writeObjectPropertyStart(group.estatsName());
            isBegun = true;
          }
          json.writeName(member.estatsName());
          number(json, member, number);
        }
      }
      if (isBegun) {
        json.writeEndObject();
      }
    }
    json.writeEndObject();
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
