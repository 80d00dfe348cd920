package org.estats.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.estats.EstatsException;
import org.estats.cli.json.JsonLine;
import org.estats.cli.text.Output;
import org.estats.cli.text.Times;
import org.estats.linux.Governor;
import org.estats.linux.KernelCollector;
import org.estats.notation.Moments;

/// Keeps the collector within its budget until Ctrl-C, a line a measurement.
final class Governing {

  private static final double PERCENT = 100;

  private Governing() {}

  /// @param budget the share of one processor, in percent
  /// @return the exit code
  static int run(Output output, boolean isJson, double budget, Duration time) {
    if (!(budget > 0 && budget <= PERCENT)) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "--budget " + budget + " is no budget",
          "write the share of one processor in percent, such as 1 or 0.5");
    }
    Governor governor = new Governor(budget / PERCENT);
    // However it ends, nobody would look after the thinning any more.
    Thread end = new Thread(() -> KernelCollector.thin(1), "estats-governor-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      while (output.flush()) {
        write(output, isJson, budget, governor.step(time));
      }
    } catch (InterruptedException e) {
      return ExitCode.FAILED; // the process is being ended, and has a code of its own
    } finally {
      KernelCollector.thin(1);
    }
    return ExitCode.DONE;
  }

  private static void write(Output output, boolean isJson, double budget, Governor.Step step) {
    if (isJson) {
      JsonLine.write(
          output.result(),
          json -> {
            json.writeStringProperty("taken", Moments.text(Instant.now()));
            json.writeNumberProperty("coreShare", step.share());
            json.writeNumberProperty("budget", budget / PERCENT);
            json.writeNumberProperty("thinning", step.thinning());
          });
      return;
    }
    output.line(
        String.format(
            Locale.ROOT,
            "%s the collector takes %.3f %% of a processor, of %s %%; the rules take %s",
            Times.clock(Instant.now(), Duration.ofSeconds(1)),
            step.share() * PERCENT,
            budget,
            step.thinning() == 1
                ? "all they ask for"
                : "1 of " + step.thinning() + " of what they ask for"));
  }
}
