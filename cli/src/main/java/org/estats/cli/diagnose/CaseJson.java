package org.estats.cli.diagnose;

import java.util.Optional;
import org.estats.Owner;
import org.estats.cli.text.Times;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Shares;
import tools.jackson.core.JsonGenerator;

/// Cases for programs.
public final class CaseJson {

  private static final double PLACES = 10_000;

  private CaseJson() {}

  /// Writes the members of the object that stands for a case.
  public static void write(JsonGenerator json, Case c) {
    Diagnosis d = c.diagnosis();
    json.writeStringProperty("connection", d.connection().toString());
    json.writeNumberProperty("netns", d.connection().netns());
    json.writeStringProperty("state", c.last().state().toString());
    json.writeName("process");
    c.owner().map(Owner::name).ifPresentOrElse(json::writeString, json::writeNull);
    json.writeName("pid");
    c.owner().map(Owner::pid).ifPresentOrElse(json::writeNumber, json::writeNull);
    json.writeStringProperty("taken", Times.iso(c.last().taken()));
    json.writeNumberProperty("seconds", rounded(d.over().toNanos() / 1e9));
    json.writeStringProperty("flow", d.flow().text());
    json.writeStringProperty("verdict", d.verdict().text());
    json.writeStringProperty("nature", d.nature().text());
    json.writeNumberProperty("confidence", rounded(d.confidence()));
    shares(json, d.shares());
    number(json, "bitsPerSecond", d.bitsPerSecond());
    number(json, "ceilingBitsPerSecond", d.ceilingBitsPerSecond());
    json.writeStringProperty("summary", d.summary());
    json.writeArrayPropertyStart("evidence");
    d.evidence().forEach(e -> evidence(json, e));
    json.writeEndArray();
    json.writeStringProperty("advice", d.advice());
    json.writeStringProperty("wouldChange", d.wouldChange());
    json.writeArrayPropertyStart("untold");
    d.untold().forEach(json::writeString);
    json.writeEndArray();
  }

  /// Writes the members of the object that stands for a fold.
  public static void write(JsonGenerator json, Fold.By by, Fold fold) {
    json.writeStringProperty("by", by.text());
    json.writeStringProperty("key", fold.key());
    json.writeNumberProperty("connections", fold.cases().size());
    json.writeObjectPropertyStart("natures");
    fold.natures().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeObjectPropertyStart("worst");
    write(json, fold.worst());
    json.writeEndObject();
  }

  private static void shares(JsonGenerator json, Optional<Shares> shares) {
    if (shares.isEmpty()) {
      json.writeNullProperty("shares");
      return;
    }
    json.writeObjectPropertyStart("shares");
    json.writeNumberProperty("sender", rounded(shares.get().sender()));
    json.writeNumberProperty("receiver", rounded(shares.get().receiver()));
    json.writeNumberProperty("network", rounded(shares.get().network()));
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, java.util.OptionalLong number) {
    json.writeName(name);
    number.ifPresentOrElse(json::writeNumber, json::writeNull);
  }

  private static void evidence(JsonGenerator json, Evidence e) {
    json.writeStartObject();
    json.writeStringProperty("nature", e.nature().text());
    json.writeStringProperty("rule", e.rule());
    json.writeNumberProperty("weight", rounded(e.weight()));
    json.writeArrayPropertyStart("inputs");
    for (Evidence.Input input : e.inputs()) {
      json.writeStartObject();
      json.writeStringProperty("name", input.name());
      json.writeNumberProperty("value", rounded(input.value()));
      json.writeStringProperty("unit", input.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty("text", e.text());
    json.writeEndObject();
  }

  private static double rounded(double number) {
    return Math.round(number * PLACES) / PLACES;
  }
}
