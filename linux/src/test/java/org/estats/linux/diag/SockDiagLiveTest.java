package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.TcpState;
import org.estats.linux.Live;
import org.junit.jupiter.api.Test;

/// Against the running kernel, with sockets of this process.
class SockDiagLiveTest {

  @Test
  void bothEndsOfAConnectionAreInTheTable() throws IOException {
    for (LoopbackPair pair : pairs()) {
      try (pair) {
        ConnectionRow client = rowOf(pair.clientSide());
        ConnectionRow server = rowOf(pair.serverSide());
        assertThat(client.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(server.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(client.connection().cookie()).isNotIn(0L, server.connection().cookie());
        assertThat(socketsOfThisProcess()).contains(client.inode(), server.inode());
        assertThat(client.uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assertThat(client.connection().device()).isZero();
        assertThat(client.connection().netns()).isEqualTo(ownNetns());
      }
    }
  }

  @Test
  void aMappedConnectionIsShownAsIpv4() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      ConnectionRow row = rowOf(pair.clientSide());
      assertThat(row.connection().local().isIpv4()).isTrue();
      assertThat(row.connection().toString()).startsWith("127.0.0.1:");
    }
  }

  @Test
  void aListenerIsShownWithWhoWaitsAndHowManyMay() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel waiting = SocketChannel.open()) {
      listener.bind(new InetSocketAddress(loopback, 0), 7);
      waiting.connect(listener.getLocalAddress());
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      ConnectionRow row = rowOf(port, TcpState.LISTEN);
      assertThat(row.connection().local().isIpv4()).as("bound to a mapped address").isTrue();
      assertThat(row.connection().remote().toString()).isEqualTo("0.0.0.0:0");
      Live.await("who waits", () -> rowOf(port, TcpState.LISTEN).receiveQueueBytes() == 1);
      assertThat(row.sendQueueBytes()).isEqualTo(7);
      assertThat(find(row.connection())).as("a listener is no connection").isEmpty();
    }
  }

  private static ConnectionRow rowOf(int port, TcpState state) throws IOException {
    return table().stream()
        .filter(r -> r.state() == state)
        .filter(r -> r.connection().local().port() == port)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWaitsToBeReadIsInTheRow() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      pair.client().write(ByteBuffer.allocate(1234));
      Live.await("all of it", () -> rowOf(pair.serverSide()).receiveQueueBytes() == 1234);
    }
  }

  @Test
  void timeWaitIsInTheTableWithoutOwnerAndIsFoundWithoutTcpInfo() throws IOException {
    Connection closed;
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      closed = pair.clientSide();
    }
    ConnectionRow row = awaitState(closed, TcpState.TIME_WAIT);
    assertThat(row.inode()).isZero();
    FoundSocket found = find(closed).orElseThrow();
    assertThat(found.row().state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(found.info()).isEmpty();
  }

  @Test
  void aSocketWithoutDetailsMayFollowOneWithThem() throws IOException {
    Connection closed;
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      closed = pair.clientSide();
    }
    awaitState(closed, TcpState.TIME_WAIT);
    try (LoopbackPair pair = LoopbackPair.mapped();
        SockDiag diag = SockDiag.open()) {
      assertThat(diag.find(pair.clientSide()).orElseThrow().congestionControl()).isNotEmpty();
      assertThat(diag.find(closed).orElseThrow().congestionControl()).isEmpty();
    }
  }

  @Test
  void aRequestNotYetAcceptedIsInTheTable() throws Throwable {
    int port = freePort();
    try (NativeSocket listener = new NativeSocket();
        SocketChannel client = SocketChannel.open()) {
      listener.deferAccept(10);
      listener.listen(port);
      client.connect(new InetSocketAddress("127.0.0.1", port));
      Connection request = Connection.of(client).reversed();
      assertThat(rowOf(request).state()).isEqualTo(TcpState.SYN_RECEIVED);
      assertThat(find(request).orElseThrow().info()).isEmpty();
    }
  }

  @Test
  void aConnectionIsFoundByItsEnds() throws IOException {
    for (LoopbackPair pair : pairs()) {
      try (pair) {
        FoundSocket found = find(pair.clientSide()).orElseThrow();
        assertThat(found.row()).isEqualTo(rowOf(pair.clientSide()));
        assertThat(found.info().orElseThrow().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(found.congestionControl())
            .isEqualTo(Files.readString(congestionControl()).strip());
        assertThat(found.isSettled()).isTrue();
      }
    }
  }

  @Test
  void noConnectionIsFoundWhereThereIsOnlyAListener() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      Endpoint local = pair.serverSide().local();
      Endpoint nobody = new Endpoint(InetAddress.getByName("127.0.0.1"), 1);
      assertThat(find(new Connection(local, nobody))).isEmpty();
      assertThat(find(new Connection(nobody, nobody))).isEmpty();
    }
  }

  @Test
  void anotherCookieIsAnotherConnection() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      Connection known = find(pair.clientSide()).orElseThrow().row().connection();
      assertThat(find(known)).isPresent();
      assertThat(find(withCookie(known, known.cookie() + 1))).isEmpty();
    }
  }

  @Test
  void anotherNamespaceIsNotLookedInto() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      Connection c = pair.clientSide();
      assertThat(find(new Connection(c.local(), c.remote(), ownNetns(), 0, 0))).isPresent();
      assertThat(find(new Connection(c.local(), c.remote(), 1, 0, 0))).isEmpty();
    }
  }

  @Test
  void aSocketBoundToADeviceIsFoundWithAndWithoutNamingIt() throws Throwable {
    int lo = NetworkInterface.getByName("lo").getIndex();
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        NativeSocket client = new NativeSocket()) {
      listener.bind(new InetSocketAddress("127.0.0.1", 0));
      client.bindToDevice("lo");
      client.connect(((InetSocketAddress) listener.getLocalAddress()).getPort());
      try (SocketChannel server = listener.accept()) {
        Connection c = Connection.of(server).reversed();
        assertThat(find(c).orElseThrow().row().connection().device()).isEqualTo(lo);
        Connection onLo = new Connection(c.local(), c.remote(), 0, lo, 0);
        assertThat(find(onLo).orElseThrow().row().connection().device()).isEqualTo(lo);
        Connection unbound = Connection.of(server);
        assertThat(find(new Connection(unbound.local(), unbound.remote(), 0, lo, 0))).isEmpty();
      }
    }
  }

  @Test
  void aDumpBringsOnlyWhatItIsAskedFor() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped();
        SockDiag diag = SockDiag.open()) {
      long client = find(pair.clientSide()).orElseThrow().row().connection().cookie();
      Set<TcpState> states = new HashSet<>();
      DumpQuery plain = DumpQuery.of(Set.of(TcpState.ESTABLISHED));
      diag.forEach(
          plain,
          s -> {
            states.add(s.state());
            assertThat(s.hasTcpInfo()).isFalse();
            assertThat(s.has(SocketMemory.DROPS)).isFalse();
            assertThat(s.congestionControl()).isEmpty();
          });
      assertThat(states).containsExactly(TcpState.ESTABLISHED);
      DumpQuery full = DumpQuery.of(Set.of(TcpState.ESTABLISHED), Detail.values());
      HashSet<Long> seen = new HashSet<>();
      diag.forEach(
          full,
          s -> {
            seen.add(s.cookie());
            assertThat(s.tcpInfo().state()).isEqualTo(TcpState.ESTABLISHED);
            assertThat(s.memory(SocketMemory.RECEIVE_BUFFER)).isPositive();
            assertThat(s.congestionControl()).isNotEmpty();
          });
      assertThat(seen).contains(client);
    }
  }

  @Test
  void aDumpThatDidNotFitIsAskedForAgain() throws IOException {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      try (SockDiag cramped = SockDiag.open(100)) {
        assertThat(cramped.forEach(DumpQuery.TABLE, s -> {}).isConsistent()).isFalse();
      }
      try (SockDiag cramped = SockDiag.open(100)) {
        assertThat(cramped.connections())
            .contains(rowOf(pair.clientSide()), rowOf(pair.serverSide()));
      }
    }
  }

  private static List<LoopbackPair> pairs() throws IOException {
    return List.of(LoopbackPair.mapped(), LoopbackPair.ipv4(), LoopbackPair.ipv6());
  }

  private static List<ConnectionRow> table() {
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections();
    }
  }

  private static Optional<FoundSocket> find(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.find(connection);
    }
  }

  private static ConnectionRow rowOf(Connection connection) {
    List<ConnectionRow> rows =
        table().stream()
            .filter(r -> r.connection().local().equals(connection.local()))
            .filter(r -> r.connection().remote().equals(connection.remote()))
            .toList();
    assertThat(rows).as("rows of " + connection).hasSize(1);
    return rows.getFirst();
  }

  private static ConnectionRow awaitState(Connection connection, TcpState state) {
    Live.await(connection + " in " + state, () -> rowOf(connection).state() == state);
    return rowOf(connection);
  }

  private static Connection withCookie(Connection c, long cookie) {
    return new Connection(c.local(), c.remote(), c.netns(), c.device(), cookie);
  }

  private static long ownNetns() throws IOException {
    String link = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    return Long.parseLong(link.replaceAll("\\D", ""));
  }

  private static Set<Long> socketsOfThisProcess() throws IOException {
    Set<Long> inodes = new HashSet<>();
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          String target = Files.readSymbolicLink(link).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(Long.parseLong(target.replaceAll("\\D", "")));
          }
        }
      }
    }
    return inodes;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Path congestionControl() {
    return Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
  }
}
