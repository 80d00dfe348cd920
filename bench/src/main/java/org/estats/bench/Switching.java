package org.estats.bench;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;

/// Switches connections on and off through the public API, and waits until the kernel has followed.
final class Switching {
  private static final EstatsSource SOURCE = Estats.system();

  private Switching() {}

  /// Everything this version collects.
  static Set<Switch> all() {
    return SOURCE.collectable();
  }

  static int mask(Set<Switch> switches) {
    return switches.stream().mapToInt(Switch::bit).sum();
  }

  static void on(Collection<Connection> connections, Set<Switch> switches) {
    connections.forEach(c -> SOURCE.set(c, switches, EnumSet.noneOf(Switch.class)));
    SOURCE.close();
  }

  static void off(Collection<Connection> connections) {
    connections.forEach(c -> SOURCE.set(c, EnumSet.noneOf(Switch.class), all()));
    SOURCE.close();
  }
}
