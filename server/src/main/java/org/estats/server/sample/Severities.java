package org.estats.server.sample;

import java.util.Comparator;
import java.util.List;
import org.estats.diagnosis.Diagnosis;
import org.estats.diagnosis.Severity;

/// The connections that are worst off.
public final class Severities {

  private Severities() {}

  /// Those whose verdict names something to mend, the worst first.
  public static List<Line> limited(List<Line> lines, int most) {
    return lines.stream()
        .filter(l -> l.diagnosis().map(Diagnosis::isLimited).orElse(false))
        .sorted(Comparator.comparing(l -> l.diagnosis().orElseThrow(), Severity.WORST_FIRST))
        .limit(most)
        .toList();
  }
}
