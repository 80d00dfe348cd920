package org.estats.cli.select;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.estats.EstatsException;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// Which groups are meant: what stands after `--group`.
public final class GroupChoice {

  private final EnumSet<Group> groups = EnumSet.noneOf(Group.class);
  private final EnumSet<Switch> switches = EnumSet.noneOf(Switch.class);

  private GroupChoice() {}

  /// Every group.
  public static GroupChoice all() {
    GroupChoice choice = new GroupChoice();
    for (Group group : Group.values()) {
      choice.add(group);
    }
    return choice;
  }

  /// The groups with these names: those of [Group], and `Bandwidth.out` and `Bandwidth.in`. No
  /// names mean every group.
  ///
  /// @throws EstatsException INVALID, with the nearest name
  public static GroupChoice parse(List<String> names) {
    if (names.isEmpty()) {
      return all();
    }
    GroupChoice choice = new GroupChoice();
    names.forEach(choice::add);
    return choice;
  }

  private void add(String name) {
    Optional<Group> group = Group.named(name);
    Optional<Switch> half = Switch.named(name);
    if (group.isPresent()) {
      add(group.get());
    } else if (half.isPresent()) {
      groups.add(Group.BANDWIDTH); // every other switch has the name of its group
      switches.add(half.get());
    } else {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "no group '" + name + "'" + Spelling.didYouMean(name, names()),
          "the groups are " + String.join(", ", names()));
    }
  }

  private void add(Group group) {
    groups.add(group);
    switches.addAll(group.switches());
  }

  private static List<String> names() {
    List<String> names =
        Arrays.stream(Group.values()).map(Group::estatsName).collect(Collectors.toList());
    names.add(Switch.BANDWIDTH_OUT.switchName());
    names.add(Switch.BANDWIDTH_IN.switchName());
    return names;
  }

  /// The groups, in the order of the catalogue. One that is meant by half is among them.
  public Set<Group> groups() {
    return groups.clone();
  }

  /// The switches.
  public Set<Switch> switches() {
    return switches.clone();
  }

  /// The members of one of the groups that are meant.
  public List<? extends Member> members(Group group) {
    return Catalogue.members(group).stream()
        .filter(m -> m.collectedBy().map(switches::contains).orElse(true))
        .toList();
  }
}
