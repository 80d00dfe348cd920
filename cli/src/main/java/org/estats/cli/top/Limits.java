package org.estats.cli.top;

import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Flow;

/// What counts as limited, and a verdict in few words.
final class Limits {

  /// A limit counts from this share of the time: mending less gains less than a quarter.
  static final double LEAST = 0.2;

  private static final double PERCENT = 100;

  private Limits() {}

  /// Who and of what nature, and how sure.
  static String verdict(Diagnosis d) {
    String what =
        d.verdict().text().equals("none") || d.nature().text().equals("unknown")
            ? d.nature().text()
            : d.verdict().text() + ", " + d.nature().text();
    String sure = d.confidence() > 0 ? " (%.0f %% sure)".formatted(d.confidence() * PERCENT) : "";
    return what + sure + (d.flow() == Flow.IN ? ", for the data that comes in" : "");
  }
}
