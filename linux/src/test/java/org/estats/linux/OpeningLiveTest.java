package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.catalogue.SynOptsMember;
import org.estats.linux.diag.SockDiag;
import org.estats.linux.diag.TcpInfoField;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Connections that are not open yet, and what is known of how they were opened.
@ExtendWith(LoadedCollector.class)
class OpeningLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// Both ends may send data with the SYN, to and from anybody.
  private static final String FAST_OPEN_WITHOUT_COOKIES = "1543";

  private final LinuxSource source = new LinuxSource();
  private final List<Integer> made = new ArrayList<>();

  /// The SYNs to a listener whose queue is full are lost, until a place is free.
  @Test
  void aConnectionSwitchedOnInSynSentCountsFromThere() throws Exception {
    List<SocketChannel> queued = new ArrayList<>();
    try (ServerSocketChannel listener =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(Pair.Family.IPV4.address(), 0), 1);
        SocketChannel client = SocketChannel.open()) {
      for (int i = 0; i < 2; i++) {
        queued.add(SocketChannel.open(listener.getLocalAddress()));
      }
      client.configureBlocking(false);
      client.connect(listener.getLocalAddress());
      Connection end = opening(listener);
      KernelCounts before = KernelCounts.of(end);
      source.set(end, ALL, NONE);
      Snapshot opening = source.get(end);
      assertThat(opening.state()).isEqualTo(TcpState.SYN_SENT);
      assertThat(opening.on()).isEqualTo(ALL);
      for (int i = 0; i < 2; i++) {
        queued.add(listener.accept());
      }
      Live.await("the connection", client::finishConnect); // the SYN is sent again after 1 s
      client.configureBlocking(true);
      try (Pair pair = new Pair(listener, client, accepted(listener, client))) {
        pair.traffic();
        Snapshot s = source.get(end);
        KernelCounts.of(end).without(TcpInfoField.BYTES_ACKED, 1).assertEqual(s, before);
        assertThat(s.path().pktsRetrans().get()).as("the second SYN at least").isPositive();
        assertThat(s.synOpts().activeOpen()).isEqualTo(new Value.Present(1));
        assertThat(s.data().dataBytesIn()).isEqualTo(s.data().thruBytesReceived());
      }
    } finally {
      for (SocketChannel channel : queued) {
        channel.close();
      }
    }
    source.close();
  }

  private static Connection opening(ServerSocketChannel listener) throws Exception {
    Endpoint there = Endpoint.of((InetSocketAddress) listener.getLocalAddress());
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream()
          .filter(r -> r.state() == TcpState.SYN_SENT)
          .filter(r -> r.connection().remote().equals(there))
          .findFirst()
          .orElseThrow()
          .connection();
    }
  }

  private static SocketChannel accepted(ServerSocketChannel listener, SocketChannel client)
      throws Exception {
    for (SocketChannel c = listener.accept(); ; c = listener.accept()) {
      if (c.getRemoteAddress().equals(client.getLocalAddress())) {
        return c;
      }
      c.close();
    }
  }

  @Test
  void whoOpenedAConnectionIsToldOfAnyThatIsOpen() throws Exception {
    try (Pair pair = Pair.open()) {
      assertOpened(pair);
      pair.traffic();
      assertOpened(pair);
      source.set(pair.clientEnd(), ALL, NONE);
      source.set(pair.serverEnd(), ALL, NONE);
      assertOpened(pair);
    }
    source.close();
  }

  private void assertOpened(Pair pair) throws Exception {
    assertThat(source.get(pair.clientEnd()).value(SynOptsMember.ACTIVE_OPEN))
        .isEqualTo(new Value.Present(1));
    assertThat(source.get(pair.serverEnd()).value(SynOptsMember.ACTIVE_OPEN))
        .isEqualTo(new Value.Present(0));
  }

  /// A socket that connects to its own port is the one case in which both ends open at once for
  /// sure.
  @Test
  void whoOpensWhileTheOtherDoesHasOpened() throws Throwable {
    underARule(() -> {
      try (SocketChannel both = SocketChannel.open(StandardProtocolFamily.INET)) {
        both.bind(new InetSocketAddress(Pair.Family.IPV4.address(), 0));
        both.connect(both.getLocalAddress());
        both.write(ByteBuffer.allocate(5000));
        Connection end = Connection.of(both);
        Live.await("the ACK", () -> source.get(end).data().thruBytesAcked().get() > 0);
        Snapshot s = source.get(end);
        assertThat(s.synOpts().activeOpen()).isEqualTo(new Value.Present(1));
        assertThat(s.data().thruBytesAcked().get()).isEqualTo(5000);
        assertThat(s.data().thruBytesReceived().get()).isEqualTo(5000);
      }
    });
  }

  /// TCP Fast Open: the SYN-ACK acknowledges data, before the connection is established.
  @Test
  void dataThatCameWithTheSynIsAmongWhatWasAcknowledged() throws Throwable {
    underARule(() -> {
      Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_fastopen"), FAST_OPEN_WITHOUT_COOKIES);
      try (ServerSocketChannel listener = Pair.Family.IPV4.listen();
          Pair pair = Pair.open(Pair.Family.IPV4, listener)) {
        RawSocket socket = RawSocket.of(pair.client());
        socket.disconnect();
        socket.dataWithSyn();
        socket.connect(listener.socket().getLocalPort());
        pair.client().write(ByteBuffer.allocate(300));
        try (SocketChannel accepted = listener.accept()) {
          Connection server = Connection.of(accepted);
          Connection client = server.reversed();
          Live.await("open", () -> source.get(client).state() == TcpState.ESTABLISHED);
          pair.client().write(ByteBuffer.allocate(20));
          Live.await("the data", () -> source.get(server).data().thruBytesReceived().get() == 320);
          Snapshot s = source.get(client);
          assertThat(openedByData()).as("data went with the SYN").isTrue();
          assertThat(s.data().dataBytesOut().get()).isEqualTo(320);
          assertThat(s.data().thruBytesAcked().get()).isEqualTo(320);
          assertThat(s.synOpts().activeOpen()).isEqualTo(new Value.Present(1));
          assertThat(source.get(server).data().dataBytesIn().get()).isEqualTo(320);
        }
      }
    });
  }

  /// Whether the kernel has opened a connection of this namespace by data with the SYN.
  private static boolean openedByData() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net/netstat"));
    List<String> names = List.of(lines.get(0).split(" "));
    return lines.get(1).split(" ")[names.indexOf("TCPFastOpenActive")].equals("1");
  }

  /// What is known of how a socket's earlier connection was opened says nothing of the next.
  @Test
  void aSocketThatIsConnectedAnewIsSwitchedOnInSynSentLikeAnyOther() throws Throwable {
    underARule(() -> {
      List<SocketChannel> queued = new ArrayList<>();
      try (ServerSocketChannel listener =
              ServerSocketChannel.open()
                  .bind(new InetSocketAddress(Pair.Family.IPV4.address(), 0), 1);
          Pair pair = Pair.open(Pair.Family.IPV4)) {
        for (int i = 0; i < 2; i++) {
          queued.add(SocketChannel.open(listener.getLocalAddress()));
        }
        RawSocket socket = RawSocket.of(pair.client());
        socket.disconnect();
        removeRules();
        int port = listener.socket().getLocalPort();
        Thread connecting = Thread.ofPlatform().start(() -> socket.connect(port));
        Live.await("the SYN", () -> isOpening(listener));
        Connection end = opening(listener);
        source.set(end, ALL, NONE);
        assertThat(source.get(end).state()).isEqualTo(TcpState.SYN_SENT);
        for (int i = 0; i < 2; i++) {
          queued.add(listener.accept());
        }
        connecting.join();
        pair.client().write(ByteBuffer.allocate(70));
        Live.await("the ACK", () -> source.get(end).data().thruBytesAcked().get() >= 70);
        assertThat(source.get(end).data().thruBytesAcked().get()).isEqualTo(70);
      } finally {
        for (SocketChannel channel : queued) {
          channel.close();
        }
      }
    });
  }

  private static boolean isOpening(ServerSocketChannel listener) throws Exception {
    Endpoint there = Endpoint.of((InetSocketAddress) listener.getLocalAddress());
    try (SockDiag diag = SockDiag.open()) {
      return diag.connections().stream()
          .anyMatch(r -> r.state() == TcpState.SYN_SENT && r.connection().remote().equals(there));
    }
  }

  /// Alone in a network namespace in which everything is switched on at birth.
  private void underARule(FreshNetns.Body body) throws Throwable {
    FreshNetns.run(() -> {
      made.add(KernelCollector.addRule(Rules.forAllHere()).id());
      body.run();
    });
  }

  @AfterEach
  void removeRules() {
    made.forEach(KernelCollector::removeRule);
    made.clear();
    source.close();
  }

  @Test
  void theLargestSegmentsAreThoseOfTheHandshake() throws Exception {
    try (ServerSocketChannel listener = Pair.Family.MAPPED.listen()) {
      RawSocket.of(listener).largestSegment(1200);
      try (Pair pair = Pair.open(Pair.Family.MAPPED, listener)) {
        assertThat(source.get(pair.clientEnd()).synOpts().mssRcvd().get()).isEqualTo(1200);
        assertThat(source.get(pair.serverEnd()).synOpts().mssSent().get()).isEqualTo(1200);
        assertThat(source.get(pair.serverEnd()).synOpts().mssRcvd().isPresent())
            .as("the peer's offer, which our own smaller limit has replaced")
            .isFalse();
        assertThat(source.get(pair.clientEnd()).synOpts().mssSent().get()).isGreaterThan(60_000);
      }
    }
  }
}
