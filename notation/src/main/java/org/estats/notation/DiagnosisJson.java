package org.estats.notation;

import java.util.Optional;
import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.diagnosis.Shares;
import tools.jackson.core.JsonGenerator;

/// A verdict in JSON. Ratios and times have four places.
public final class DiagnosisJson {

  private static final double PLACES = 10_000;

  private DiagnosisJson() {}

  /// Writes the members of the object.
  ///
  /// @param last the last reading it was told from
  /// @param owner who holds the connection, if that may be known
  public static void write(JsonGenerator json, Diagnosis d, Snapshot last, Optional<Owner> owner) {
    json.writeStringProperty("connection", d.connection().toString());
    json.writeNumberProperty("netns", d.connection().netns());
    json.writeStringProperty("state", last.state().toString());
    Json.text(json, "process", owner.map(Owner::name).orElse(null));
    json.writeName("pid");
    owner.map(Owner::pid).ifPresentOrElse(json::writeNumber, json::writeNull);
    json.writeStringProperty("taken", Moments.text(last.taken()));
    rounded(json, "seconds", d.over().toNanos() / 1e9);
    json.writeStringProperty("flow", d.flow().text());
    json.writeStringProperty("verdict", d.verdict().text());
    json.writeStringProperty("nature", d.nature().text());
    rounded(json, "confidence", d.confidence());
    shares(json, d.shares());
    Json.whole(json, "bitsPerSecond", d.bitsPerSecond());
    Json.whole(json, "ceilingBitsPerSecond", d.ceilingBitsPerSecond());
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

  /// Writes who limited a sender, as `shares`; null where that is not known.
  public static void shares(JsonGenerator json, Optional<Shares> shares) {
    if (shares.isEmpty()) {
      json.writeNullProperty("shares");
      return;
    }
    json.writeObjectPropertyStart("shares");
    rounded(json, "sender", shares.get().sender());
    rounded(json, "receiver", shares.get().receiver());
    rounded(json, "network", shares.get().network());
    json.writeEndObject();
  }

  private static void evidence(JsonGenerator json, Evidence e) {
    json.writeStartObject();
    json.writeStringProperty("nature", e.nature().text());
    json.writeStringProperty("rule", e.rule());
    rounded(json, "weight", e.weight());
    json.writeArrayPropertyStart("inputs");
    for (Evidence.Input input : e.inputs()) {
      json.writeStartObject();
      json.writeStringProperty("name", input.name());
      rounded(json, "value", input.value());
      json.writeStringProperty("unit", input.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty("text", e.text());
    json.writeEndObject();
  }

  private static void rounded(JsonGenerator json, String name, double number) {
    json.writeName(name);
    if (Double.isFinite(number)) {
      json.writeNumber(Math.round(number * PLACES) / PLACES);
    } else {
      json.writeNull(); // rounded, it would be a number
    }
  }
}
