package org.estats.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.estats.cli.doctor.Check;
import org.estats.cli.doctor.Diagnosis;
import org.estats.cli.json.JsonArray;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.cli.text.Times;
import org.estats.cli.text.Wrapping;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.HookCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `doctor`: what this machine gives, and what it lacks.
@Command(
    name = "doctor",
    description = {
      "Shows what this machine gives, and what is missing.",
      "It tells the remedy, what is loaded, and what of it runs for nothing.",
      "Ends with 0 if the full collector works for this user, with 5 if only tcp_info does."
    })
final class DoctorCommand implements Callable<Integer>, Described {

  private static final String LABEL = "%-8s";
  private static final int LABEL_COLUMNS = 8;

  private final Session session;

  private final JsonOption json = new JsonOption();

  @Option(
      names = "--cost",
      description = {
        "Measure for --for what the hooks cost on this machine now: events a second, nanoseconds"
            + " each, share of a processor. Needs root."
      })
  private boolean isCostAsked;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "How long to measure the cost (default: 2s).")
  private String time = "2s";

  @Option(
      names = "--budget",
      paramLabel = "PERCENT",
      description = {
        "With --cost: stay, measure every --for, and have the rules switch on fewer of the"
            + " connections to come before so much of one processor is reached (such as 1 or"
            + " 0.5), until Ctrl-C. Then the rules take everything again."
      })
  private Double budget;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public void describe(CommandSpec spec) {
    json.addTo(spec);
  }

  @Override
  public Integer call() {
    if (budget != null) {
      return Governing.run(session.output(), json.isGiven(), budget, Times.interval(time));
    }
    List<HookCost> costs = isCostAsked ? measure() : List.of();
    Diagnosis diagnosis = Diagnosis.of(session.source(), Session::asRoot);
    Output output = session.output();
    if (json.isGiven()) {
      try (JsonArray array = new JsonArray(output.result())) {
        diagnosis.checks().forEach(c -> write(array.generator(), c));
        costs.forEach(c -> CostLines.write(array.generator(), c));
      }
    } else {
      diagnosis.checks().forEach(c -> write(output, c));
      if (isCostAsked) {
        CostLines.of(costs).forEach(output::line);
      }
    }
    return diagnosis.canCollect() ? ExitCode.DONE : ExitCode.UNSUPPORTED;
  }

  private List<HookCost> measure() {
    try {
      return KernelCollector.cost(Times.interval(time));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static void write(Output output, Check check) {
    String label = LABEL.formatted(verdict(check));
    Style style =
        switch (check.verdict()) {
          case OK -> Style.GOOD;
          case MISSING -> Style.BAD;
          case NOTE -> Style.NOTE;
        };
    int width = output.isTerminal() ? output.columns() - LABEL_COLUMNS : Output.UNLIMITED;
    String indent = " ".repeat(LABEL_COLUMNS);
    String start = output.styled(style, label);
    for (String line : Wrapping.lines(check.name() + ": " + check.says(), width)) {
      output.line(start + line);
      start = indent;
    }
    if (!check.remedy().isEmpty()) {
      Wrapping.lines("try: " + check.remedy(), width).forEach(l -> output.line(indent + l));
    }
  }

  private static void write(JsonGenerator json, Check check) {
    json.writeStartObject();
    json.writeStringProperty("check", check.name());
    json.writeStringProperty("verdict", verdict(check));
    json.writeStringProperty("says", check.says());
    json.writeName("remedy");
    if (check.remedy().isEmpty()) {
      json.writeNull();
    } else {
      json.writeString(check.remedy());
    }
    json.writeEndObject();
  }

  private static String verdict(Check check) {
    return check.verdict().name().toLowerCase(Locale.ROOT);
  }
}
