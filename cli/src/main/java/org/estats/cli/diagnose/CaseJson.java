package org.estats.cli.diagnose;

import org.estats.notation.DiagnosisJson;
import tools.jackson.core.JsonGenerator;

/// Cases for programs.
public final class CaseJson {

  private CaseJson() {}

  /// Writes the members of the object that stands for a case.
  public static void write(JsonGenerator json, Case c) {
    DiagnosisJson.write(json, c.diagnosis(), c.last(), c.owner());
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
}
