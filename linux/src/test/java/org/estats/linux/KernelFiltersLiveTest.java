package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.estats.ConnectionRow;
import org.estats.TcpState;
import org.estats.catalogue.Group;
import org.estats.filter.Filter;
import org.estats.linux.diag.DumpQuery;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.proc.FreshNetns;
import org.estats.table.RowFilter;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the kernel decides of a filter, in both of its ways to show connections, changes no answer:
/// on filters drawn at random, among connections of every family and of many states.
@ExtendWith(LoadedCollector.class)
class KernelFiltersLiveTest {

  private static final long SEED = Long.getLong("filters.seed", 20_261_122L);
  private static final int FILTERS = Integer.getInteger("filters.count", 600);

  private static final LinuxSource SOURCE = new LinuxSource();

  private final List<AutoCloseable> open = new ArrayList<>();

  @Test
  void answersAreThoseOfWhoJudgesEveryRow() throws Throwable {
    FreshNetns.run(() -> {
      try {
        populate();
        compare();
      } finally {
        for (AutoCloseable one : open.reversed()) {
          one.close();
        }
      }
    });
  }

  private void compare() {
    Set<TcpState> passing = EnumSet.of(TcpState.FIN_WAIT_1, TcpState.LAST_ACK, TcpState.CLOSING);
    Live.await(
        "states that stay",
        () -> SOURCE.connections().stream().noneMatch(row -> passing.contains(row.state())));
    List<ConnectionRow> all = SOURCE.connections();
    assertThat(all.stream().map(ConnectionRow::state).collect(Collectors.toSet()))
        .contains(TcpState.ESTABLISHED, TcpState.LISTEN, TcpState.TIME_WAIT, TcpState.CLOSE_WAIT);
    RandomFilters filters = new RandomFilters(SEED, all);
    long shown = 0;
    int met = 0;
    for (int i = 0; i < FILTERS; i++) {
      Filter filter = filters.next();
      Set<String> expected = texts(all.stream().filter(filter::matchesRow).toList());
      String what = "%s, filters.seed %d".formatted(filter, SEED);
      assertThat(texts(SOURCE.connections(filter))).as(what).isEqualTo(expected);
      assertThat(inTable(filter)).as("table of " + what).isEqualTo(expected);
      shown += shown(filter);
      met += expected.size();
    }
    assertThat(met).as("rows that met a filter").isGreaterThan(FILTERS);
    assertThat(shown - met)
        .as("sockets that came and were not meant, of all that were not meant")
        .isLessThan(((long) FILTERS * all.size() - met) / 2);
  }

  private static long shown(Filter filter) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.forEach(DumpQuery.TABLE.withFilter(filter), _ -> {}).sockets();
    }
  }

  private static Set<String> texts(List<ConnectionRow> rows) {
    return rows.stream()
        .map(row -> row.state() + " " + row.connection())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> inTable(Filter filter) {
    TableRequest request =
        TableRequest.of(Scope.EVERY_STATE)
            .withGroups(EnumSet.noneOf(Group.class))
            .withFilter(filter);
    RowFilter judge = RowFilter.of(filter);
    try (TableReader reader = TableReader.of(SOURCE, request);
        SnapshotTable table = reader.read()) {
      return IntStream.range(0, table.size())
          .filter(row -> judge.matches(table, row))
          .mapToObj(row -> table.state(row) + " " + table.connection(row))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /// Listeners on one address and on any; connections as they are, half closed, and a remnant.
  private void populate() throws Exception {
    for (int last = 1; last <= 4; last++) {
      connect(StandardProtocolFamily.INET, "127.0.0." + last);
      connect(StandardProtocolFamily.INET6, "127.0.1." + last);
    }
    connect(StandardProtocolFamily.INET6, "::1");
    connect(StandardProtocolFamily.INET6, "::1");
    listen(StandardProtocolFamily.INET, "0.0.0.0");
    listen(StandardProtocolFamily.INET6, "0.0.0.0");
    listen(StandardProtocolFamily.INET6, "::");
  }

  private ServerSocketChannel listen(ProtocolFamily family, String address) throws Exception {
    ServerSocketChannel listener = ServerSocketChannel.open(family);
    open.add(listener);
    return listener.bind(new InetSocketAddress(address, 0));
  }

  private void connect(ProtocolFamily family, String address) throws Exception {
    ServerSocketChannel listener = listen(family, address);
    for (int way = 0; way < 3; way++) {
      SocketChannel client = SocketChannel.open(family);
      open.add(client);
      client.connect(listener.getLocalAddress());
      SocketChannel server = listener.accept();
      open.add(server);
      if (way > 0) {
        client.shutdownOutput();
      }
      if (way > 1) {
        server.close();
        client.close();
      }
    }
  }
}
