package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Connections that are not open yet, and what is known of how they were opened.
@ExtendWith(LoadedCollector.class)
class OpeningLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final LinuxSource source = new LinuxSource();

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
