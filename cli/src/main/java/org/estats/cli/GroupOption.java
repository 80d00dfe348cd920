package org.estats.cli;

import java.util.List;
import org.estats.cli.select.GroupChoice;
import picocli.CommandLine.Option;

/// `--group`, as an option of a command.
final class GroupOption {

  @Option(
      names = {"-g", "--group"},
      paramLabel = "G",
      split = ",",
      description = {
        "Only these groups: Data, SndCong, Path, SendBuff, Rec, ObsRec, FineRtt, Bandwidth",
        "(or one half of it: Bandwidth.out, Bandwidth.in); 'get' and 'watch' take SynOpts too."
      })
  private List<String> names = List.of();

  /// Whether it was given.
  boolean isGiven() {
    return !names.isEmpty();
  }

  /// The groups.
  GroupChoice read() {
    return GroupChoice.parse(names);
  }
}
