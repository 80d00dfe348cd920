package org.estats.table;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.estats.catalogue.Group;
import org.estats.filter.Filter;

/// What is to be read. Less is read faster: a source that can leaves out what is not asked for
/// before it reaches this process.
///
/// @param scope which connections
/// @param groups the groups whose members are wanted; members of others are absent
/// @param inodes whether the inodes of sockets are wanted, by which owners are found
/// @param filter connections that do not meet it may be left out; whatever the source cannot decide
///   is still there, so judge the rows with [RowFilter]
public record TableRequest(Scope scope, Set<Group> groups, boolean inodes, Filter filter) {

  /// Checks that nothing is missing.
  public TableRequest {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(filter, "filter");
    EnumSet<Group> copy = EnumSet.noneOf(Group.class);
    copy.addAll(groups);
    groups = Collections.unmodifiableSet(copy);
  }

  /// All members of the connections of a scope, without inodes.
  public static TableRequest of(Scope scope) {
    return new TableRequest(scope, EnumSet.allOf(Group.class), false, Filter.all());
  }

  /// The same with other groups.
  public TableRequest withGroups(Set<Group> others) {
    return new TableRequest(scope, others, inodes, filter);
  }

  /// The same with the inodes of sockets.
  public TableRequest withInodes() {
    return new TableRequest(scope, groups, true, filter);
  }

  /// The same with another filter.
  public TableRequest withFilter(Filter other) {
    return new TableRequest(scope, groups, inodes, other);
  }
}
