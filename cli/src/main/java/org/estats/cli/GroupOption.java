package org.estats.cli;

import java.util.List;
import org.estats.cli.select.GroupChoice;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--group`, as an option of a command.
final class GroupOption {

  private List<String> names = List.of();

  /// Adds it to a command.
  void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-g", "--group")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("G")
            .splitRegex(",")
            .description(
                "Only these groups: Data, SndCong, Path, SendBuff, Rec, ObsRec, FineRtt, Bandwidth",
                "(or one half of it: Bandwidth.out, Bandwidth.in); 'get' and 'watch' take SynOpts"
                    + " too.")
            .setter(new Bound(v -> names = Bound.words(v)))
            .build());
  }

  /// Whether it was given.
  boolean isGiven() {
    return !names.isEmpty();
  }

  /// The groups.
  GroupChoice read() {
    return GroupChoice.parse(names);
  }
}
