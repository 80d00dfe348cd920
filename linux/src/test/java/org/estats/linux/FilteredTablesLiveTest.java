package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.TcpState;
import org.estats.catalogue.Group;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.proc.FreshNetns;
import org.estats.table.RowFilter;
import org.estats.table.Scope;
import org.estats.table.SnapshotTable;
import org.estats.table.TableReader;
import org.estats.table.TableRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the kernel half leaves out of a table for a filter's sake.
@ExtendWith(LoadedCollector.class)
final class FilteredTablesLiveTest {

  private static final EstatsSource SOURCE = Estats.system();

  /// The rows of a table, as text.
  ///
  /// @param asked what the source is asked for
  /// @param judged what rows are judged by here
  private static Set<String> rows(Scope scope, Filter asked, Filter judged) {
    TableRequest request =
        TableRequest.of(scope).withGroups(EnumSet.noneOf(Group.class)).withFilter(asked);
    RowFilter filter = RowFilter.of(judged);
    Set<String> rows = new TreeSet<>();
    try (TableReader reader = TableReader.of(SOURCE, request);
        SnapshotTable table = reader.read()) {
      for (int row = 0; row < table.size(); row++) {
        if (filter.matches(table, row)) {
          rows.add(table.state(row) + " " + table.connection(row));
        }
      }
    }
    return rows;
  }

  private static List<String> terms(Pair pair, ServerSocketChannel listener) throws Exception {
    int client = pair.clientEnd().local().port();
    int server = pair.serverEnd().local().port();
    return List.of(
        "port=" + client,
        "lport=" + server,
        "rport=" + server,
        "lport=" + client + " rport=" + server,
        "local=127.0.0.1",
        "local=127.0.0.0/8 remote=127.0.0.1:" + client,
        "remote=::1",
        "local=::/0",
        "remote=0.0.0.0/0",
        "local=10.0.0.0/8",
        "state=established",
        "state=established lport=" + server,
        "uid=0",
        "uid=4242",
        pair.serverEnd().toString());
  }

  /// Terms of which the kernel half decides the first alone, or none.
  private static List<String> undecided(Pair pair) throws Exception {
    int client = pair.clientEnd().local().port();
    int server = pair.serverEnd().local().port();
    return List.of(
        "port=" + client + " port=" + server,
        "local=127.0.0.1 local=127.0.0.0/8",
        "local=127.0.0.1 remote=::1",
        "local=0.0.0.0/0 local=127.0.0.1",
        "state=established state=close-wait",
        "uid=0 uid=1",
        "netns=all lport=" + server);
  }

  /// In a namespace of its own, where nothing but the test makes or ends connections.
  @Test
  void theAnswerIsTheSameAsWithoutAndWhatIsDecidedIsLeftOut() throws Throwable {
    FreshNetns.run(FilteredTablesLiveTest::compare);
  }

  private static void compare() throws Exception {
    try (Pair four = Pair.open(Pair.Family.IPV4);
        Pair six = Pair.open(Pair.Family.IPV6);
        Pair mapped = Pair.open(Pair.Family.MAPPED);
        ServerSocketChannel listener = Pair.Family.IPV4.listen()) {
      for (Pair pair : List.of(four, six, mapped)) {
        SOURCE.set(pair.clientEnd(), EnumSet.of(Switch.PATH), Set.of());
        pair.client().shutdownOutput(); // so that states differ
        SOURCE.set(pair.serverEnd(), EnumSet.of(Switch.DATA), Set.of());
        Connection client = pair.clientEnd();
        Connection server = pair.serverEnd();
        Live.await("FIN-WAIT-2", () -> SOURCE.get(client).state() == TcpState.FIN_WAIT_2);
        Live.await("CLOSE-WAIT", () -> SOURCE.get(server).state() == TcpState.CLOSE_WAIT);
      }
      List<String> all = new ArrayList<>(terms(four, listener));
      all.addAll(terms(six, listener));
      all.addAll(terms(mapped, listener));
      all.addAll(undecided(four));
      all.addAll(List.of("state=listen", "state=close-wait", "state=fin-wait-2"));
      int decided = 0;
      for (Scope scope : Scope.values()) {
        int whole = rows(scope, Filter.all(), Filter.all()).size();
        for (String text : all) {
          Filter filter = Filter.parse(text);
          Set<String> here = rows(scope, Filter.all(), filter);
          assertThat(rows(scope, filter, filter)).as("%s of %s", text, scope).isEqualTo(here);
          int left = rows(scope, filter, Filter.all()).size();
          if (scope != Scope.EVERY_STATE && !undecided(four).contains(text)) {
            assertThat(left).as("rows that came for %s of %s", text, scope).isEqualTo(here.size());
          }
          decided += left < whole ? 1 : 0;
        }
      }
      assertThat(decided).as("tables that the kernel half made shorter").isGreaterThan(20);
    }
  }
}
