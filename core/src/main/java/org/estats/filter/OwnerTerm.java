package org.estats.filter;

import java.nio.charset.StandardCharsets;
import org.estats.Owner;

/// A term that is decided by the processes that hold the socket.
public sealed interface OwnerTerm extends Term {

  /// Whether one of these processes meets the term.
  boolean matches(Owner owner);

  /// `pid=`.
  ///
  /// @param pid the number of a process
  record Pid(int pid) implements OwnerTerm {

    @Override
    public boolean matches(Owner owner) {
      return owner.pid() == pid;
    }

    @Override
    public String toString() {
      return "pid=" + pid;
    }
  }

  /// `process=`: either of the two names of [Owner] is this one, in any case.
  ///
  /// @param name the name
  record Process(String name) implements OwnerTerm {

    /// Linux cuts a process's short name at this length; so may the name asked for be cut.
    private static final int SHORT_NAME_BYTES = 15;

    @Override
    public boolean matches(Owner owner) {
      return name.equalsIgnoreCase(owner.name())
          || name.equalsIgnoreCase(owner.process())
          || wasCut(owner.process());
    }

    private boolean wasCut(String shortName) {
      return shortName.getBytes(StandardCharsets.UTF_8).length == SHORT_NAME_BYTES
          && name.regionMatches(true, 0, shortName, 0, shortName.length());
    }

    @Override
    public String toString() {
      return "process=" + name;
    }
  }
}
