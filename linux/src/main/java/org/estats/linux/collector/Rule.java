package org.estats.linux.collector;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.estats.catalogue.Switch;

/// Which connections are switched on when they become established. All that is given must match.
///
/// @param id the number by which the rule is removed
/// @param mask what is switched on, by [Switch#bit()]
/// @param netns the network namespace, by inode; empty for all
/// @param uid the owner of the socket; empty for all
/// @param localPort this host's port; 0 for any
/// @param remotePort the peer's port; 0 for any
/// @param eitherPort a port that either end may have; 0 for any
/// @param local where this host's address must lie; empty for anywhere
/// @param remote where the peer's address must lie; empty for anywhere
/// @param process the short name of the process that called connect(), or listen() for what is
///   accepted, in any case; empty for all
/// @param cgroup the id of a cgroup that the socket's lies in or is; empty for all
/// @param oneIn one of so many connections that match is switched on, by chance; 1 for every one
/// @param matched how many connections it has switched on
/// @param refused how many it should have switched on, and could not: their sockets had no option
///   memory left
public record Rule(
    int id,
    int mask,
    OptionalLong netns,
    OptionalInt uid,
    int localPort,
    int remotePort,
    int eitherPort,
    Optional<Prefix> local,
    Optional<Prefix> remote,
    Optional<String> process,
    OptionalLong cgroup,
    int oneIn,
    long matched,
    long refused) {

  /// The longest name that the kernel keeps of a process, in bytes.
  public static final int PROCESS_BYTES_MAX = 15;

  /// An address and how many of its leading bits count.
  ///
  /// @param address the address
  /// @param bits 1 to 32 or 128
  public record Prefix(InetAddress address, int bits) {
    @Override
    public String toString() {
      return address.getHostAddress() + "/" + bits;
    }
  }

  /// The switches it turns on.
  public Set<Switch> switches() {
    EnumSet<Switch> switches = EnumSet.noneOf(Switch.class);
    for (Switch s : Switch.values()) {
      if ((mask & s.bit()) != 0) {
        switches.add(s);
      }
    }
    return switches;
  }

  /// The same rule under another number.
  public Rule withId(int number) {
    return new Rule(
        number,
        mask,
        netns,
        uid,
        localPort,
        remotePort,
        eitherPort,
        local,
        remote,
        process,
        cgroup,
        oneIn,
        matched,
        refused);
  }
}
