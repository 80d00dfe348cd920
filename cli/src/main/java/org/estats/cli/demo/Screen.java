package org.estats.cli.demo;

import java.util.List;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.cli.text.Wrapping;
import org.estats.diagnosis.Diagnosis;

/// What one scenario looks like: a heading, a few members beside the truth, and what they mean.
final class Screen {

  private static final String ROW = "  %-8s %-26s %11s %15s  %-14s%s";
  private static final String INDENT = "  ";
  private static final int WIDTH = 79;
  private static final double EVERYTHING = 100;

  private final Output output;

  Screen(Output output) {
    this.output = output;
  }

  void show(String name, String path, List<Shown> lines, String meaning) {
    output.line(output.styled(Style.HEADING, name + ": " + path));
    output.line(ROW.formatted("END", "MEMBER", "COUNTED", "TRUTH", "TOLD BY", "").stripTrailing());
    for (Shown line : lines) {
      output.line(
          ROW.formatted(
                  line.end(),
                  line.member(),
                  line.counted(),
                  line.truth(),
                  line.witness(),
                  line.same() ? "" : "  DIFFERS")
              .stripTrailing());
    }
    say(meaning);
  }

  /// What the diagnosis makes of it.
  void verdict(Diagnosis diagnosis) {
    say(
        "VERDICT: %s, %s (%.0f %% sure): %s."
            .formatted(
                diagnosis.verdict().text(),
                diagnosis.nature().text(),
                diagnosis.confidence() * EVERYTHING,
                diagnosis.summary()));
  }

  /// A sentence for people.
  void say(String text) {
    for (String line : Wrapping.lines(text, WIDTH - INDENT.length())) {
      output.line(INDENT + line);
    }
  }
}
