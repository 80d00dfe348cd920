package org.estats.filter;

import java.util.Locale;
import java.util.Optional;

/// The words that stand before `=` in a term, members apart.
enum Key {
  LOCAL("takes an address, a prefix or address:port, such as 10.0.0.0/8 or [2001:db8::1]:443"),
  REMOTE("takes an address, a prefix or address:port, such as 10.0.0.0/8 or [2001:db8::1]:443"),
  PORT("takes a port that either end has, such as 443"),
  LPORT("takes the local port, such as 443"),
  RPORT("takes the remote port, such as 443"),
  STATE("takes a state, such as established or time-wait"),
  PID("takes the number of a process"),
  PROCESS("takes the name of a process, such as nginx"),
  UID("takes the number of a user; 'id -u NAME' shows it"),
  CGROUP("takes the path of a control group, such as /system.slice/nginx.service; rules only"),
  NETNS("takes the inode of a network namespace, as 'lsns -t net' shows it, or all");

  private final String accepts;

  Key(String accepts) {
    this.accepts = accepts;
  }

  /// The word as it is written.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What may stand after `=`, as a sentence for people.
  String accepted() {
    return word() + "= " + accepts;
  }

  /// The key with this name, in any case; empty if there is none.
  static Optional<Key> named(String name) {
    for (Key key : values()) {
      if (key.word().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
