package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.Set;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.filter.Filter;
import org.estats.filter.Prefix;
import org.estats.filter.RowTerm;
import org.estats.filter.Side;
import org.estats.filter.Term;
import org.estats.linux.diag.KernelState;

/// What of a filter the kernel half decides while it walks over the sockets: state, user, ports,
/// one prefix for each end. What it cannot decide, a second term of a kind too, it lets through; so
/// whoever reads judges once more.
final class KernelTerms {
  private static final Btf TYPES = KernelObject.shipped().types();
  private static final String CHOICE = "estats_choice";
  private static final String RULE = "estats_rule";
  private static final int STATES = TYPES.offsetOf(CHOICE, "states");
  private static final int MATCH = TYPES.offsetOf(CHOICE, "match");
  private static final int ID = at("id");
  private static final int UID = at("uid");
  private static final int FAMILY = at("family");
  private static final int PORT = at("port");

  /// Where the kernel half keeps what is asked of one end.
  private record End(int address, int bits, int port) {
    static final End LOCAL = new End(at("local"), at("local_bits"), at("local_port"));
    static final End REMOTE = new End(at("remote"), at("remote_bits"), at("remote_port"));

    static End of(Side side) {
      return side == Side.LOCAL ? LOCAL : REMOTE;
    }
  }

  private static final int ANY_USER = -1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  private final MemorySegment choice;

  private KernelTerms(MemorySegment choice) {
    this.choice = choice;
  }

  /// Writes what the kernel half is to decide.
  ///
  /// @param choice `estats_choice`, with nothing but zeros for what is written here
  static void write(Filter filter, MemorySegment choice) {
    if (filter.terms().isEmpty()) {
      return;
    }
    KernelTerms terms = new KernelTerms(choice);
    choice.set(JAVA_INT, ID, 1);
    choice.set(JAVA_INT, UID, ANY_USER);
    filter.terms().forEach(terms::take);
  }

  private static int at(String member) {
    return MATCH + TYPES.offsetOf(RULE, member);
  }

  private void take(Term term) {
    switch (term) {
      case RowTerm.State(var state) -> set(STATES, 0, KernelState.mask(Set.of(state)));
      case RowTerm.Uid(int uid) -> set(UID, ANY_USER, uid);
      case RowTerm.Port(Side side, int port) -> takePort(side, port);
      case RowTerm.Address(Side side, Prefix prefix, OptionalInt port) -> {
        takePrefix(End.of(side), prefix);
        port.ifPresent(number -> takePort(side, number));
      }
      case RowTerm.Exactly(Connection connection) -> {
        takeEndpoint(Side.LOCAL, connection.local());
        takeEndpoint(Side.REMOTE, connection.remote());
      }
      default -> {} // the kernel half lets it through
    }
  }

  /// The first term of a kind is decided in the kernel.
  private void set(int at, int unset, int value) {
    if (choice.get(JAVA_INT, at) == unset) {
      choice.set(JAVA_INT, at, value);
    }
  }

  private void takeEndpoint(Side side, Endpoint endpoint) {
    takePrefix(End.of(side), new Prefix(endpoint.address()));
    takePort(side, endpoint.port());
  }

  private void takePort(Side side, int port) {
    int at = side == Side.EITHER ? PORT : End.of(side).port();
    if (choice.get(JAVA_SHORT, at) == 0) {
      choice.set(JAVA_SHORT, at, (short) port);
    }
  }

  private void takePrefix(End end, Prefix prefix) {
    byte[] bytes = prefix.address().getAddress();
    int family = bytes.length == Integer.BYTES ? INET : INET6;
    set(FAMILY, 0, family);
    if (choice.get(JAVA_INT, FAMILY) == family && choice.get(JAVA_BYTE, end.bits()) == 0) {
      MemorySegment.copy(bytes, 0, choice, JAVA_BYTE, end.address(), bytes.length);
      choice.set(JAVA_BYTE, end.bits(), (byte) prefix.bits());
    }
  }
}
