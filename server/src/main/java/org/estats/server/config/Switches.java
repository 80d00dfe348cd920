package org.estats.server.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// Groups as they are named in a configuration and in requests.
public final class Switches {

  private Switches() {}

  /// The switches of groups with these names, halves of Bandwidth among them.
  ///
  /// @throws EstatsException INVALID
  public static Set<Switch> named(List<String> names) {
    EnumSet<Switch> switches = EnumSet.noneOf(Switch.class);
    for (String name : names) {
      Optional<Group> group = Group.named(name);
      Optional<Switch> half = Switch.named(name);
      if (group.isEmpty() && half.isEmpty()) {
        throw Amount.invalid(
            "there is no group '" + name + "'",
            "the groups are "
                + String.join(", ", Arrays.stream(Group.values()).map(Group::estatsName).toList()));
      }
      group.ifPresent(g -> switches.addAll(g.switches()));
      half.ifPresent(switches::add);
    }
    return switches;
  }

  /// How many connections share one that is switched on.
  ///
  /// @throws EstatsException INVALID
  public static int oneIn(String text, int most) {
    return Amount.number(text, 1, most);
  }
}
