package org.estats.cli;

import java.util.List;
import org.estats.cli.select.Switching;
import org.estats.cli.select.Targets;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.linux.proc.NetworkNamespace;

/// What a result leaves out, told beside it.
final class Notes {

  private static final int FAILURES_TOLD = 3;

  private Notes() {}

  static void notEntered(Output output, List<NetworkNamespace> namespaces) {
    if (!namespaces.isEmpty()) {
      output.note(
          "estats: not looked into: "
              + Quantity.of(namespaces.size(), "network namespace")
              + " that this user may not enter");
    }
  }

  /// What switching came to, as a line of the result.
  ///
  /// @param direction `on` or `off`
  static String switched(String direction, String names, Targets targets, Switching done) {
    if (targets.connections().size() == 1) {
      String verb = done.changed() == 1 ? "switched " + direction : "already " + direction;
      return targets.connections().getFirst() + ": " + verb + ": " + names;
    }
    String unchanged = done.unchanged() == 0 ? "" : ", %d already so".formatted(done.unchanged());
    String failed = done.failed().isEmpty() ? "" : ", %d failed".formatted(done.failed().size());
    return "switched %s %s: %s%s%s"
        .formatted(direction, names, Quantity.of(done.changed(), "connection"), unchanged, failed);
  }

  /// Tells which connections could not be switched, and why.
  ///
  /// @return the exit code
  static int failed(Output output, Switching done) {
    done.failed().stream().limit(FAILURES_TOLD).forEach(e -> Failure.report(output, e));
    int more = done.failed().size() - FAILURES_TOLD;
    if (more > 0) {
      output.note("estats: and " + more + " more that could not be switched");
    }
    return done.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
