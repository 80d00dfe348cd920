package org.estats.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.estats.cli.doctor.Check;
import org.estats.cli.doctor.Diagnosis;
import org.estats.cli.json.JsonArray;
import org.estats.cli.text.Output;
import org.estats.cli.text.Style;
import org.estats.cli.text.Wrapping;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JsonGenerator;

/// `doctor`: what this machine gives, and what it lacks.
@Command(
    name = "doctor",
    description = {
      "Shows what this machine gives, and what is missing.",
      "It tells the remedy, what is loaded, and what of it runs for nothing.",
      "Ends with 0 if the full collector works for this user, with 5 if only tcp_info does."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final String LABEL = "%-8s";
  private static final int LABEL_COLUMNS = 8;

  private final Session session;

  @Mixin private JsonOption json = new JsonOption();

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Diagnosis diagnosis = Diagnosis.of(session.source(), Session::asRoot);
    Output output = session.output();
    if (json.isGiven()) {
      try (JsonArray array = new JsonArray(output.result())) {
        diagnosis.checks().forEach(c -> write(array.generator(), c));
      }
    } else {
      diagnosis.checks().forEach(c -> write(output, c));
    }
    return diagnosis.canCollect() ? ExitCode.DONE : ExitCode.UNSUPPORTED;
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
