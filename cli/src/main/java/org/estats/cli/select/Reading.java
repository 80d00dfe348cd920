package org.estats.cli.select;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Snapshot;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;

/// A snapshot, seen as far as certain groups are concerned.
///
/// @param snapshot the snapshot
/// @param choice the groups
public record Reading(Snapshot snapshot, GroupChoice choice) {

  /// How readings are sorted: as text.
  public static final Comparator<Reading> ORDER =
      (a, b) -> Targets.ORDER.compare(a.snapshot().connection(), b.snapshot().connection());

  /// Those of the groups that are on.
  public List<Group> groupsOn() {
    return choice.groups().stream().filter(this::isOn).toList();
  }

  private boolean isOn(Group group) {
    return group.switches().isEmpty()
        || group.switches().stream().anyMatch(s -> choice.switches().contains(s) && hasOn(s));
  }

  private boolean hasOn(Switch s) {
    return snapshot.on().contains(s);
  }

  /// Those of the switches that are off.
  public Set<Switch> off() {
    Set<Switch> off = choice.switches();
    off.removeAll(snapshot.on());
    return off;
  }

  /// When the first of the groups was switched on; empty if none is on.
  public Optional<Instant> since() {
    return choice.switches().stream()
        .flatMap(s -> snapshot.since(s).stream())
        .min(Instant::compareTo);
  }
}
