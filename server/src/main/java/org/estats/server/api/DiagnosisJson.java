package org.estats.server.api;

import org.estats.Owner;
import org.estats.Snapshot;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Evidence;
import org.estats.server.http.Json;
import org.estats.server.sample.Line;
import tools.jackson.core.JsonGenerator;

/// Verdicts, as the command line prints them for programs.
final class DiagnosisJson {

  private DiagnosisJson() {}

  /// Writes the members of the object.
  static void write(JsonGenerator json, Line line, Diagnosis d) {
    json.writeStringProperty("id", line.identity().id());
    json.writeStringProperty("connection", line.identity().text());
    json.writeNumberProperty("netns", line.identity().connection().netns());
    json.writeStringProperty("state", line.state().toString());
    Json.text(json, "process", line.owner().map(Owner::name).orElse(null));
    json.writeName("pid");
    line.owner().map(Owner::pid).ifPresentOrElse(json::writeNumber, json::writeNull);
    json.writeStringProperty(
        "taken", Moments.text(line.snapshot().map(Snapshot::taken).orElseThrow()));
    Json.number(json, "seconds", d.over().toNanos() / 1e9);
    json.writeStringProperty("flow", d.flow().text());
    json.writeStringProperty("verdict", d.verdict().text());
    json.writeStringProperty("nature", d.nature().text());
    Json.number(json, "confidence", d.confidence());
    RowJson.shares(json, d.shares());
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

  private static void evidence(JsonGenerator json, Evidence e) {
    json.writeStartObject();
    json.writeStringProperty("nature", e.nature().text());
    json.writeStringProperty("rule", e.rule());
    Json.number(json, "weight", e.weight());
    json.writeArrayPropertyStart("inputs");
    for (Evidence.Input input : e.inputs()) {
      json.writeStartObject();
      json.writeStringProperty("name", input.name());
      Json.number(json, "value", input.value());
      json.writeStringProperty("unit", input.unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty("text", e.text());
    json.writeEndObject();
  }
}
