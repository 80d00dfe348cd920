package org.estats;

import java.util.Objects;

/// A process that holds a socket.
///
/// @param pid its number
/// @param name how people tell it apart, such as `kafka.Kafka` or `nginx.service`
/// @param process the short name the kernel keeps of it, such as `java`
public record Owner(int pid, String name, String process) {

  /// Checks that both names are there.
  public Owner {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(process, "process");
  }
}
