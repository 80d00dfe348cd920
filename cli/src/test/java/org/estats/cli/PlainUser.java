package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// Runs the command line as a user without rights; within [Apart], whose mounts it changes.
final class PlainUser {

  /// A group that may neither read nor set.
  static final String NO_GROUP = "nogroup";

  /// A group that a test may make the readers'.
  static final String READERS = "games";

  /// Shows the modules at places that everybody may read; those that they are at may be root's.
  private static final String SHOW =
      """
      set -e
      mountpoint -q /mnt || mount -t tmpfs -o mode=755 none /mnt
      n=0
      for module in $(echo "$1" | tr : ' '); do
        n=$((n + 1)); place=/mnt/$n-${module##*/}
        if [ ! -e "$place" ]; then
          if [ -d "$module" ]; then mkdir "$place"; else : >"$place"; fi
          mount --bind "$module" "$place"
        fi
        printf '%s:' "$place"
      done
      """;

  private PlainUser() {}

  /// The words that run a program as such a user.
  ///
  /// @param group their only group
  static List<String> as(String group) {
    return List.of("setpriv", "--reuid", "nobody", "--regid", group, "--clear-groups");
  }

  /// The command that runs the command line on modules that such a user can read.
  static List<String> command(String... args) throws Exception {
    List<String> command = new ArrayList<>(Child.command(args));
    int modules = 1 + command.indexOf("--module-path");
    Ran shown = Child.run(new ProcessBuilder("sh", "-c", SHOW, "show", command.get(modules)));
    assertThat(shown.code()).as(shown.err()).isZero();
    command.set(modules, shown.out());
    command.addAll(modules + 1, List.of("--add-modules", "org.estats.server"));
    return command;
  }

  /// The same as such a user.
  static List<String> commandAs(String group, String... args) throws Exception {
    List<String> command = new ArrayList<>(as(group));
    command.addAll(command(args));
    return command;
  }
}
