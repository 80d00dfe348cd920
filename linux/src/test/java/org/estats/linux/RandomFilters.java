package org.estats.linux;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.estats.filter.Filter;
import org.estats.filter.Prefix;
import org.estats.filter.RowTerm;
import org.estats.filter.Side;
import org.estats.filter.Term;

/// Filters drawn at random, of terms that a row decides: mostly such as some row meets.
final class RandomFilters {

  private static final int TERMS_MAX = 3;

  private final Random random;
  private final List<ConnectionRow> rows;

  /// @param rows of which addresses, ports and states are taken
  RandomFilters(long seed, List<ConnectionRow> rows) {
    random = new Random(seed);
    this.rows = rows;
  }

  Filter next() {
    List<Term> terms = new ArrayList<>();
    int count = 1 + random.nextInt(TERMS_MAX);
    for (int i = 0; i < count; i++) {
      terms.add(term(rows.get(random.nextInt(rows.size()))));
    }
    return Filter.of(terms.toArray(Term[]::new));
  }

  private Term term(ConnectionRow row) {
    Side side = random.nextBoolean() ? Side.LOCAL : Side.REMOTE;
    Endpoint end = side == Side.LOCAL ? row.connection().local() : row.connection().remote();
    return switch (random.nextInt(7)) {
      case 0 -> new RowTerm.Port(side, end.port());
      case 1 -> new RowTerm.Port(Side.EITHER, end.port());
      case 2 -> new RowTerm.State(states()[random.nextInt(states().length)]);
      case 3 -> new RowTerm.State(row.state());
      case 4 -> new RowTerm.Uid(random.nextInt(4) == 0 ? row.uid() + 1 : row.uid());
      case 5 -> random.nextInt(4) == 0 ? new RowTerm.Exactly(row.connection()) : everywhere();
      default -> new RowTerm.Address(side, range(end.address()), port(end));
    };
  }

  private static TcpState[] states() {
    return TcpState.values();
  }

  private static Term everywhere() {
    return new RowTerm.Netns(OptionalLong.empty());
  }

  private Prefix range(InetAddress address) {
    int bits = address.getAddress().length * Byte.SIZE;
    return new Prefix(address, random.nextBoolean() ? bits : random.nextInt(bits + 1));
  }

  private OptionalInt port(Endpoint end) {
    return random.nextInt(3) == 0 ? OptionalInt.of(end.port()) : OptionalInt.empty();
  }
}
