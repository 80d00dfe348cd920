package org.estats.filter;

import java.util.Objects;

/// A term that only a rule for new connections can hold: it is judged in the kernel, and no table
/// tells of it.
public sealed interface RuleTerm extends Term {

  /// `cgroup=`: the socket belongs to this control group or to one inside it.
  ///
  /// @param name the path of the group, such as `/system.slice/nginx.service`, or its id
  record Cgroup(String name) implements RuleTerm {

    /// Checks that there is a name.
    public Cgroup {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return "cgroup=" + name;
    }
  }
}
