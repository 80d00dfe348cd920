package org.estats.notation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// Switches by name.
public final class SwitchNames {

  private SwitchNames() {}

  /// The names of switches: those of their groups, and halves of Bandwidth by themselves, in the
  /// order of the catalogue.
  public static List<String> of(Set<Switch> switches) {
    List<String> names = new ArrayList<>();
    for (Group group : Group.values()) {
      if (group.switches().size() > 1 && switches.containsAll(group.switches())) {
        names.add(group.estatsName());
      } else {
        group.switches().stream()
            .filter(switches::contains)
            .map(Switch::switchName)
            .forEach(names::add);
      }
    }
    return names;
  }
}
