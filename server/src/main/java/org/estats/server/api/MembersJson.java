package org.estats.server.api;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.catalogue.Unit;
import tools.jackson.core.JsonGenerator;

/// All members of a connection, under their names in the catalogue.
final class MembersJson {

  private MembersJson() {}

  /// Writes `groups` (those that are collected), `off` and `absent`.
  static void write(JsonGenerator json, Snapshot snapshot) {
    Map<Member, Absence> absent = new LinkedHashMap<>();
    json.writeObjectPropertyStart("groups");
    for (Group group : Group.values()) {
      if (snapshot.isOn(group)) {
        group(json, snapshot, group, absent);
      }
    }
    json.writeEndObject();
    Set<Switch> off = EnumSet.allOf(Switch.class);
    off.removeAll(snapshot.on());
    json.writeArrayPropertyStart("off");
    RowJson.switchNames(off).forEach(json::writeString);
    json.writeEndArray();
    json.writeObjectPropertyStart("absent");
    absent.forEach((m, why) -> json.writeStringProperty(m.qualifiedName(), why.reason()));
    json.writeEndObject();
  }

  /// Writes the groups of which anything is known, without what is not.
  static void writeKnown(JsonGenerator json, Snapshot snapshot) {
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

  private static void group(
      JsonGenerator json, Snapshot snapshot, Group group, Map<Member, Absence> absent) {
    json.writeObjectPropertyStart(group.estatsName());
    for (Member member : Catalogue.members(group)) {
      boolean isOff = member.collectedBy().map(s -> !snapshot.on().contains(s)).orElse(false);
      if (isOff) {
        continue; // a half of Bandwidth
      }
      json.writeName(member.estatsName());
      switch (snapshot.value(member)) {
        case Value.Present(long number) -> number(json, member, number);
        case Value.Absent(Absence why) -> {
          json.writeNull();
          absent.put(member, why);
        }
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
