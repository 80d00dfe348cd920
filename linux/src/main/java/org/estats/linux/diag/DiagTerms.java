package org.estats.linux.diag;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.estats.filter.Filter;
import org.estats.filter.Prefix;
import org.estats.filter.RowTerm;
import org.estats.filter.Side;
import org.estats.filter.Term;

/// What of a filter `inet_diag` decides while it walks over the sockets: states, ports, ranges of
/// addresses. What it cannot decide it lets through; so whoever reads judges once more.
///
/// It is told by a small program (`INET_DIAG_REQ_BYTECODE`): conditions in a row, each with how far
/// to go on where it holds and where it does not. To come to its end takes a socket, to leap over
/// the end passes it over.
///
/// ```text
///  0      1     2      4        5        6     8      12
///  +------+-----+------+--------+--------+-----+------+---------+
///  | code | yes | no   | family | prefix | pad | port | address |   inet_diag_bc_op, hostcond
///  +------+-----+------+--------+--------+-----+------+---------+
/// ```
final class DiagTerms {

  private static final int JUMP = 1;
  private static final int LOCAL = 7;
  private static final int REMOTE = 8;

  private static final int OPERATION_BYTES = 4;
  private static final int CONDITION_BYTES = 12;

  private static final int ANY_FAMILY = 0;
  private static final int ANY_PORT = -1;

  /// More conditions than that are left to whoever reads.
  private static final int CONDITIONS_MAX = 16;

  /// The longest program: each condition with an IPv6 address.
  static final int BYTES_MAX = CONDITIONS_MAX * (CONDITION_BYTES + 16);

  /// Something that is asked of a socket.
  private sealed interface Step {
    int bytes();
  }

  /// @param code which end is asked
  /// @param prefix in which range its address has to be
  /// @param port its port, or [#ANY_PORT]
  private record End(int code, Optional<Prefix> prefix, int port) implements Step {
    @Override
    public int bytes() {
      return CONDITION_BYTES + prefix.map(p -> p.address().getAddress().length).orElse(0);
    }
  }

  /// One end or the other has a port.
  private record EitherPort(int port) implements Step {
    @Override
    public int bytes() {
      return 2 * CONDITION_BYTES + OPERATION_BYTES;
    }
  }

  private final List<Step> steps = new ArrayList<>();

  private DiagTerms(Filter filter) {
    for (Term term : filter.terms()) {
      if (steps.size() + 2 <= CONDITIONS_MAX) {
        take(term);
      }
    }
  }

  /// Those of a filter.
  static DiagTerms of(Filter filter) {
    return new DiagTerms(filter);
  }

  /// The states among some that a filter allows.
  static Set<TcpState> states(Filter filter, Set<TcpState> wanted) {
    Set<TcpState> states = EnumSet.noneOf(TcpState.class);
    states.addAll(wanted);
    for (Term term : filter.terms()) {
      if (term instanceof RowTerm.State(var state)) {
        states.removeIf(s -> s != state);
      }
    }
    return states;
  }

  private void take(Term term) {
    switch (term) {
      case RowTerm.Port(Side side, int port) ->
          steps.add(
              side == Side.EITHER
                  ? new EitherPort(port)
                  : new End(code(side), Optional.empty(), port));
      case RowTerm.Address(Side side, Prefix prefix, var port) ->
          take(side, prefix, port.orElse(ANY_PORT));
      case RowTerm.Exactly(var connection) -> {
        take(Side.LOCAL, connection.local());
        take(Side.REMOTE, connection.remote());
      }
      default -> {} // it is let through
    }
  }

  private void take(Side side, Endpoint end) {
    take(side, new Prefix(end.address()), end.port());
  }

  /// The peer of a listener on a mapped address is `::` to the kernel and 0.0.0.0 to people.
  private void take(Side side, Prefix prefix, int port) {
    boolean hasUnspecified = prefix.address().isAnyLocalAddress();
    steps.add(new End(code(side), hasUnspecified ? Optional.empty() : Optional.of(prefix), port));
  }

  private static int code(Side side) {
    return side == Side.LOCAL ? LOCAL : REMOTE;
  }

  /// How long the program is; 0 if there is nothing to decide.
  int bytes() {
    return steps.stream().mapToInt(Step::bytes).sum();
  }

  /// Writes the program.
  void writeTo(MemorySegment program) {
    int at = 0;
    int end = bytes();
    for (Step step : steps) {
      int next = at + step.bytes();
      switch (step) {
        case End one -> write(program, at, one, end + OPERATION_BYTES);
        case EitherPort(int port) -> {
          int jump = at + CONDITION_BYTES;
          int other = jump + OPERATION_BYTES;
          write(program, at, new End(LOCAL, Optional.empty(), port), other);
          write(program, jump, JUMP, OPERATION_BYTES, next - jump);
          write(program, other, new End(REMOTE, Optional.empty(), port), end + OPERATION_BYTES);
        }
      }
      at = next;
    }
  }

  /// @param otherwise where it goes on if the condition does not hold
  private static void write(MemorySegment program, int at, End end, int otherwise) {
    write(program, at, end.code(), end.bytes(), otherwise - at);
    byte[] address = end.prefix().map(p -> p.address().getAddress()).orElse(new byte[0]);
    int family =
        switch (address.length) {
          case 0 -> ANY_FAMILY;
          case Integer.BYTES -> SocketView.AF_INET;
          default -> SocketView.AF_INET6;
        };
    program.set(JAVA_BYTE, at + 4, (byte) family);
    program.set(JAVA_BYTE, at + 5, (byte) (int) end.prefix().map(Prefix::bits).orElse(0));
    program.set(JAVA_SHORT_UNALIGNED, at + 6, (short) 0);
    program.set(JAVA_INT_UNALIGNED, at + 8, end.port());
    MemorySegment.copy(address, 0, program, JAVA_BYTE, at + CONDITION_BYTES, address.length);
  }

  private static void write(MemorySegment program, int at, int code, int yes, int no) {
    program.set(JAVA_BYTE, at, (byte) code);
    program.set(JAVA_BYTE, at + 1, (byte) yes);
    program.set(JAVA_SHORT_UNALIGNED, at + 2, (short) no);
  }
}
