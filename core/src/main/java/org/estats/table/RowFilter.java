package org.estats.table;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import org.estats.Absence;
import org.estats.Owner;
import org.estats.catalogue.Unit;
import org.estats.filter.Filter;
import org.estats.filter.MemberTerm;
import org.estats.filter.OwnerTerm;
import org.estats.filter.Prefix;
import org.estats.filter.RowTerm;
import org.estats.filter.Side;
import org.estats.filter.Term;

/// A filter made ready for the rows of tables. It says the same as [Filter#matches] of the row, its
/// owners and its snapshot, and makes no object to find out, but for the terms on owners.
public final class RowFilter {

  /// Whether a row meets a term.
  private interface Test {
    boolean meets(SnapshotTable table, int row);
  }

  private static final long MAPPED = 0xFFFFL << 32;
  private static final int IPV4_OFFSET_BITS = 96;

  private final Test[] tests;

  private RowFilter(List<Test> tests) {
    this.tests = tests.toArray(Test[]::new);
  }

  /// Makes a filter ready.
  ///
  /// @throws org.estats.EstatsException INVALID if a term is for rules alone
  /// @throws IllegalArgumentException if a term asks for owners
  public static RowFilter of(Filter filter) {
    if (filter.needsOwner()) {
      throw new IllegalArgumentException(filter + " asks for owners");
    }
    return of(filter, row -> List.of());
  }

  /// Makes a filter ready.
  ///
  /// @param owners gives the processes that hold the socket of a row; asked only of rows that meet
  ///   all other terms, and only if a term asks for them
  /// @throws org.estats.EstatsException INVALID if a term is for rules alone
  public static RowFilter of(Filter filter, IntFunction<? extends Collection<Owner>> owners) {
    filter.requireJudgeable();
    List<Test> tests = new ArrayList<>();
    List<OwnerTerm> ownerTerms = new ArrayList<>();
    for (Term term : filter.terms()) {
      switch (term) {
        case RowTerm rowTerm -> tests.add(test(rowTerm));
        case MemberTerm memberTerm -> tests.add(test(memberTerm));
        case OwnerTerm ownerTerm -> ownerTerms.add(ownerTerm);
        default -> throw new IllegalArgumentException(term + " cannot be judged");
      }
    }
    if (!ownerTerms.isEmpty()) {
      tests.add((table, row) ->
          owners.apply(row).stream()
              .anyMatch(owner -> ownerTerms.stream().allMatch(term -> term.matches(owner))));
    }
    return new RowFilter(tests);
  }

  /// Whether a row meets all terms.
  public boolean matches(SnapshotTable table, int row) {
    for (Test test : tests) {
      if (!test.meets(table, row)) {
        return false;
      }
    }
    return true;
  }

  private static Test test(RowTerm term) {
    return switch (term) {
      case RowTerm.Port(Side side, int port) -> portTest(side, port);
      case RowTerm.State state -> (table, row) -> table.state(row) == state.state();
      case RowTerm.Uid uid -> (table, row) -> table.uid(row) == uid.uid();
      case RowTerm.Netns netns when netns.inode().isEmpty() -> (table, row) -> true;
      case RowTerm.Netns netns -> (table, row) -> table.netns(row) == netns.inode().getAsLong();
      case RowTerm.Address address when !hasScope(address.prefix().address()) ->
          addressTest(address);
      default -> (table, row) -> term.matches(table.row(row));
    };
  }

  private static Test portTest(Side side, int port) {
    return switch (side) {
      case LOCAL -> (table, row) -> table.localPort(row) == port;
      case REMOTE -> (table, row) -> table.remotePort(row) == port;
      case EITHER -> (table, row) -> table.localPort(row) == port || table.remotePort(row) == port;
    };
  }

  private static boolean hasScope(InetAddress address) {
    return address instanceof Inet6Address six && six.getScopeId() != 0;
  }

  private static Test addressTest(RowTerm.Address term) {
    Prefix prefix = term.prefix();
    byte[] bytes = prefix.address().getAddress();
    boolean isIpv4 = bytes.length == Integer.BYTES;
    ByteBuffer address = ByteBuffer.wrap(bytes);
    long high = isIpv4 ? 0 : address.getLong();
    long low = isIpv4 ? MAPPED | address.getInt() & 0xFFFF_FFFFL : address.getLong();
    int bits = prefix.bits() + (isIpv4 ? IPV4_OFFSET_BITS : 0);
    long highMask = mask(bits);
    long lowMask = mask(bits - Long.SIZE);
    int port = term.port().orElse(-1);
    boolean isLocal = term.side() == Side.LOCAL;
    return (table, row) -> {
      if (table.isIpv4(row) != isIpv4) {
        return false;
      }
      long rowHigh = isLocal ? table.localHigh(row) : table.remoteHigh(row);
      long rowLow = isLocal ? table.localLow(row) : table.remoteLow(row);
      int rowPort = isLocal ? table.localPort(row) : table.remotePort(row);
      return (rowHigh & highMask) == high
          && (rowLow & lowMask) == low
          && (port < 0 || port == rowPort);
    };
  }

  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1L : -1L << Long.SIZE - bits;
  }

  private static Test test(MemberTerm term) {
    boolean isMillis = term.member().unit() == Unit.MILLISECONDS;
    return (table, row) -> {
      long exact = table.exact(row, term.member());
      return !Absence.isAbsence(exact)
          && term.comparison().holds(isMillis ? (exact + 500) / 1000 : exact, term.number());
    };
  }
}
