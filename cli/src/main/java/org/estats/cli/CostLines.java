package org.estats.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.estats.linux.collector.HookCost;
import tools.jackson.core.JsonGenerator;

/// What the collector costs, for people and for programs.
final class CostLines {

  private static final double PERCENT = 100;

  private CostLines() {}

  /// A line a hook, and one for all.
  static List<String> of(List<HookCost> costs) {
    if (costs.isEmpty()) {
      return List.of("cost    nothing is attached: the collector costs nothing");
    }
    List<String> lines = new ArrayList<>();
    for (HookCost cost : costs) {
      String each = cost.runs() == 0 ? "" : format(", %.0f ns each", cost.nanosEach());
      lines.add(
          format(
              "cost    hook %s: %.0f events/s%s, %.3f %% of a processor",
              cost.name(), cost.eventsPerSecond(), each, cost.coreShare() * PERCENT));
    }
    lines.add(
        format(
            "cost    all: %.0f events/s, %.3f %% of a processor (the timing itself included)",
            costs.stream().mapToDouble(HookCost::eventsPerSecond).sum(),
            costs.stream().mapToDouble(HookCost::coreShare).sum() * PERCENT));
    return lines;
  }

  /// An element of the array of checks.
  static void write(JsonGenerator json, HookCost cost) {
    json.writeStartObject();
    json.writeStringProperty("check", "cost " + cost.name());
    json.writeStringProperty("verdict", "note");
    json.writeStringProperty("says", of(List.of(cost)).getFirst().substring(8));
    json.writeNullProperty("remedy");
    writeFigures(json, cost);
    json.writeEndObject();
  }

  /// The figures of a hook, as members of an object.
  static void writeFigures(JsonGenerator json, HookCost cost) {
    json.writeNumberProperty("eventsPerSecond", cost.eventsPerSecond());
    if (cost.runs() == 0) {
      json.writeNullProperty("nanosEach");
    } else {
      json.writeNumberProperty("nanosEach", cost.nanosEach());
    }
    json.writeNumberProperty("coreShare", cost.coreShare());
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
