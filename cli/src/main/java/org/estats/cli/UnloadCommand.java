package org.estats.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.CollectorStatus;
import picocli.CommandLine.Command;

/// `unload`: takes everything out of the kernel.
@Command(
    name = "unload",
    description = {
      "Takes everything out of the kernel.",
      "That is what is switched on, rules, programs and the mount on /run/estats. The next"
          + " 'enable' loads it again."
    })
final class UnloadCommand implements Callable<Integer> {

  private final Session session;

  UnloadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Output output = session.output();
    CollectorStatus before = KernelCollector.status();
    if (!before.isMounted()) {
      output.line("nothing is loaded");
      return ExitCode.DONE;
    }
    String lost = lost(before);
    Set<Long> unreached = KernelCollector.unload();
    output.line(
        KernelCollector.status().isMounted()
            ? "removed from the kernel: programs and maps; the mount on /run/estats stays"
            : "removed from the kernel: programs, maps and the mount on /run/estats");
    if (!lost.isEmpty()) {
      output.line(lost);
    }
    if (!unreached.isEmpty()) {
      List<String> namespaces = unreached.stream().map(Long::toUnsignedString).toList();
      output.note(
          "estats: sockets in network namespace "
              + namespaces.stream().collect(Collectors.joining(", "))
              + " keep a flag, which does nothing: it could not be entered");
    }
    return ExitCode.DONE;
  }

  /// What was counted and goes with it.
  private static String lost(CollectorStatus before) {
    if (before.generation().isEmpty() || !before.isThisVersion()) {
      return "";
    }
    try {
      long on = KernelCollector.countOn();
      int rules = KernelCollector.rules().size();
      return on == 0 && rules == 0
          ? ""
          : "gone with it: the statistics of %s, and %s"
              .formatted(Quantity.of(on, "connection"), Quantity.of(rules, "rule"));
    } catch (RuntimeException e) {
      return ""; // what is missing for that is missing for unloading, which will tell
    }
  }
}
