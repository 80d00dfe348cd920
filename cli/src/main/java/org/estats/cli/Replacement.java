package org.estats.cli;

import java.util.Optional;
import org.estats.cli.text.Output;
import org.estats.cli.text.Quantity;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.OtherVersion;

/// Another version's collector gives way to this one's, with a word beforehand on what that means.
final class Replacement {

  private Replacement() {}

  /// Before something is switched on: where another version's collector is loaded and this user may
  /// replace it, says what is lost and does so.
  static void ofOtherVersion(Output output) {
    Optional<OtherVersion> other = KernelCollector.otherVersion();
    if (other.isEmpty() || !KernelCollector.mayLoad()) {
      return;
    }
    announce(output, other.get());
    KernelCollector.ensureRunning();
  }

  private static void announce(Output output, OtherVersion other) {
    output.note("estats: the collector in the kernel is that of " + other.words());
    output.note("  this version's takes over: " + whatBecomes(other));
    output.flush();
  }

  /// What becomes of its state.
  static String whatBecomes(OtherVersion other) {
    if (other.keepsCounts()) {
      return "what is on stays on and its counts go on"
          + (other.keepsFinalRecords() ? "" : "; the final records that are kept are lost");
    }
    if (other.connections().isEmpty()) {
      return "what it has counted is lost, and what is on there goes off";
    }
    StringBuilder text = new StringBuilder("what it has counted is lost");
    long connections = other.connections().getAsLong();
    if (connections > 0) {
      text.append("; ")
          .append(Quantity.of(connections, "connection"))
          .append(connections == 1 ? " stays on and counts" : " stay on and count")
          .append(" from zero");
    }
    if (other.rules() > 0) {
      text.append("; ").append(Quantity.of(other.rules(), "rule")).append(" kept");
    }
    if (other.rulesLost() > 0) {
      text.append("; ").append(Quantity.of(other.rulesLost(), "rule")).append(" lost");
    }
    return text.append("; the final records that are kept are lost").toString();
  }
}
