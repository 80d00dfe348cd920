package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.linux.proc.SocketOwners;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Many sockets: none is missing, none is told twice, and it does not take long.
///
/// `-Dbulk.sockets=10000` sets how many; the figures are printed then. Measured on 2 cores of the
/// project's machine, 10,000 sockets, best of 10: table 18 ms, visit without objects 3 ms, visit
/// with `tcp_info` 4 ms, with a snapshot each 19 ms, owners 22 ms, looking one up 13 us.
class BulkDumpLiveTest {

  private static final int SOCKETS = Integer.getInteger("bulk.sockets", 2000);
  private static final boolean IS_MEASURED = System.getProperty("bulk.sockets") != null;
  private static final int ROUNDS = 10;

  /// A hundred times what it takes, since other work shares the machine.
  private static final long MILLIS_MAX = 2000;

  private static final List<SocketChannel> OPEN = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0), 1000);
      while (OPEN.size() < SOCKETS) {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET6);
        client.connect(listener.getLocalAddress());
        OPEN.add(client);
        OPEN.add(listener.accept());
      }
    }
  }

  @AfterAll
  static void close() throws IOException {
    for (SocketChannel channel : OPEN) {
      // Reset, so that ten thousand TIME-WAIT sockets do not stay behind.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
    OPEN.clear(); // a class whose tests are run again opens others
  }

  @Test
  void everySocketIsInTheTableOnce() throws IOException {
    List<ConnectionRow> rows = new ArrayList<>();
    long millis =
        best(() -> {
          rows.clear();
          try (SockDiag diag = SockDiag.open()) {
            rows.addAll(diag.connections());
          }
          return rows.size();
        });
    Map<String, Integer> seen = new HashMap<>();
    rows.forEach(r -> seen.merge(r.connection().toString(), 1, Integer::sum));
    for (SocketChannel channel : OPEN) {
      assertThat(seen).containsEntry(Connection.of(channel).toString(), 1);
    }
    assertThat(millis).isLessThan(MILLIS_MAX);
    print("table", millis);
  }

  @Test
  void everySocketIsVisitedWithItsNumbers() {
    Set<Long> cookies = new HashSet<>();
    try (SockDiag diag = SockDiag.open()) {
      DumpResult result =
          diag.forEach(DumpQuery.STATISTICS, s -> cookies.add(s.tcpInfo().length() + s.cookie()));
      assertThat(result.isConsistent()).isTrue();
      assertThat(result.sockets()).isGreaterThanOrEqualTo(OPEN.size());
      assertThat(cookies).hasSize((int) result.sockets());
      print("visit, row only", best(() -> diag.count(DumpQuery.TABLE.states())));
      print(
          "visit with tcp_info",
          best(() -> {
            long[] sum = new long[1];
            diag.forEach(
                DumpQuery.STATISTICS, s -> sum[0] += s.tcpInfo().get(TcpInfoField.SND_CWND));
            return sum[0];
          }));
      print(
          "visit with snapshots",
          best(() -> {
            long[] count = new long[1];
            Instant now = Instant.now();
            diag.forEach(
                DumpQuery.STATISTICS,
                s -> count[0] += TcpInfoSnapshot.of(s, now).isPresent() ? 1 : 0);
            return count[0];
          }));
    }
  }

  /// The rest of a long answer would otherwise be in the way of the next.
  @Test
  void aVisitorThatThrowsLeavesTheNextRequestClean() {
    int[] seen = new int[1];
    try (SockDiag diag = SockDiag.open()) {
      assertThatThrownBy(() ->
              diag.forEach(
                  DumpQuery.TABLE,
                  s -> {
                    if (++seen[0] == OPEN.size() / 2) {
                      throw new IllegalStateException("enough");
                    }
                  }))
          .hasMessage("enough");
      assertThat(diag.count(DumpQuery.TABLE.states())).isGreaterThanOrEqualTo(OPEN.size());
    }
  }

  @Test
  void everySocketHasItsOwner() {
    List<Long> inodes = new ArrayList<>();
    try (SockDiag diag = SockDiag.open()) {
      diag.connections().forEach(r -> inodes.add(r.inode()));
    }
    SocketOwners owners = SocketOwners.of(inodes);
    long mine = ProcessHandle.current().pid();
    long held =
        inodes.stream()
            .map(owners::of)
            .flatMap(Optional::stream)
            .filter(o -> o.pid() == mine)
            .count();
    assertThat(held).isGreaterThanOrEqualTo(OPEN.size());
    print("owners", best(() -> SocketOwners.of(inodes).processesUnreadable()));
  }

  @Test
  void lookingUpOneOfManyIsQuick() throws IOException {
    Connection last = Connection.of(OPEN.getLast());
    try (SockDiag diag = SockDiag.open()) {
      long millis =
          best(() -> {
            for (int i = 0; i < 1000; i++) {
              diag.find(last).orElseThrow();
            }
            return 1;
          });
      assertThat(millis).isLessThan(MILLIS_MAX);
      print("a thousand look-ups", millis);
    }
  }

  private static long best(LongSupplier work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < (IS_MEASURED ? ROUNDS : 1); i++) {
      long start = System.nanoTime();
      assertThat(work.getAsLong()).isNotNegative();
      best = Math.min(best, System.nanoTime() - start);
    }
    return TimeUnit.NANOSECONDS.toMillis(best);
  }

  private static void print(String what, long millis) {
    if (IS_MEASURED) {
      System.getLogger("org.estats.test")
          .log(System.Logger.Level.INFO, OPEN.size() + " sockets: " + what + " " + millis + " ms");
    }
  }
}
