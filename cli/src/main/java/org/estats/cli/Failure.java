package org.estats.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.EstatsException;
import org.estats.cli.text.Output;
import org.estats.cli.text.Printable;
import org.estats.cli.text.Wrapping;

/// What people are told when something fails: one line that says what, one that says what to try.
final class Failure {

  private static final String DEBUG = "ESTATS_DEBUG";
  private static final String SEE = "see: ";

  /// The layers below cannot know how this program is called.
  private static final Pattern COMMAND = Pattern.compile("(?<![\\w/.])estats (?=[a-z])");

  /// How a call of the kernel's reads that was refused for want of a right.
  private static final Pattern REFUSED = Pattern.compile(": (EPERM|EACCES)$");

  private Failure() {}

  /// Tells of a failure.
  ///
  /// @return the exit code
  static int report(Output output, EstatsException e) {
    report(output, e.getMessage(), e.remedy());
    trace(output, e);
    return ExitCode.of(e.kind());
  }

  /// Tells of a failure that this program did not foresee.
  ///
  /// @return the exit code
  static int unforeseen(Output output, Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    if (REFUSED.matcher(message).find()) {
      report(output, message, "run as root");
      trace(output, e);
      return ExitCode.DENIED;
    }
    report(output, message, "set " + DEBUG + "=1 to see where, and tell us");
    trace(output, e);
    return ExitCode.FAILED;
  }

  /// Tells of anything.
  ///
  /// @param remedy what to try; empty if nothing is known
  static void report(Output output, String message, String remedy) {
    say(output, "estats: ", oneLine(message));
    if (!remedy.isEmpty()) {
      String typed =
          COMMAND
              .matcher(oneLine(remedy))
              .replaceAll(Matcher.quoteReplacement(Session.command("")));
      say(output, typed.startsWith(SEE) ? "  " : "  try: ", typed);
    }
  }

  /// On a terminal long lines break between words; for programs each stays one line.
  private static void say(Output output, String label, String text) {
    int width = output.isTerminal() ? output.columns() - label.length() : Output.UNLIMITED;
    String start = label;
    for (String line : Wrapping.lines(text, width)) {
      output.note(start + line);
      start = " ".repeat(label.length());
    }
  }

  private static String oneLine(String text) {
    return Printable.of(text.replaceAll("\\s*\\R\\s*", "; "));
  }

  private static void trace(Output output, Throwable e) {
    if (System.getenv().getOrDefault(DEBUG, "").isEmpty()) {
      return;
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      output.note(t.toString());
      for (StackTraceElement element : t.getStackTrace()) {
        output.note("    at " + element);
      }
    }
  }
}
