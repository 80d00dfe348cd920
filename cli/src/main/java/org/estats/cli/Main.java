package org.estats.cli;

import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.util.Locale;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.cli.text.Output;

/// Where the command line begins.
public final class Main {

  private Main() {}

  /// Runs a command and ends this process with its exit code.
  public static void main(String[] args) {
    // Numbers are read by programs and people of all languages: not 0,5 here and 0.5 there.
    Locale.setDefault(Locale.ROOT);
    Output output = Output.standard();
    int code = run(args, output);
    output.flush();
    if (!output.failure().isEmpty()) {
      Failure.report(
          output, "cannot write the result: " + output.failure(), "see where standard output goes");
      code = code == ExitCode.DONE ? ExitCode.FAILED : code;
    }
    if (code != ExitCode.DONE || othersRun()) {
      System.exit(code);
    } // else to return ends it too, without the search for a logger that exit begins with
  }

  /// Whether a thread would keep this process alive.
  private static boolean othersRun() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] threads = new Thread[group.activeCount() + 1];
    int count = group.enumerate(threads);
    boolean areAllSeen = count < threads.length;
    for (int i = 0; i < count; i++) {
      if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
        return true;
      }
    }
    return !areAllSeen;
  }

  /// Runs a command with its output going to two streams, neither of them a terminal.
  ///
  /// @return the exit code
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Output output = new Output(out, err, Output.UNLIMITED, false);
    int code = run(args, output);
    output.flush();
    return code;
  }

  static int run(String[] args, Output output) {
    try {
      // The one answer that needs nothing loaded: scripts ask it often.
      if (args.length == 1 && args[0].equals("--version")) {
        output.line(version());
        return ExitCode.DONE;
      }
      return Commands.run(args, output);
    } catch (EstatsException e) {
      return Failure.report(output, e);
    } catch (RuntimeException | LinkageError e) {
      return Failure.unforeseen(output, e);
    }
  }

  /// Name and version.
  static String version() {
    String version =
        Optional.ofNullable(Main.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("(not packaged)");
    return "estats " + version;
  }
}
