package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.RecMember;
import org.estats.linux.Live;
import org.estats.linux.ffi.RouteSocket;
import org.estats.linux.ffi.TunDevice;
import org.estats.linux.proc.FreshNetns;
import org.estats.linux.proc.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two network namespaces with a wire between them, and addresses that are of that wire only.
class TwoHostsLiveTest {

  private static final int SEGMENTS = 50;
  private static final int BYTES = 1000;

  @Test
  @Timeout(30) // takes less than a second
  void addressesOfOneLinkAndMarksOfTheWay() throws Throwable {
    assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no right to make a TUN device");
    FreshNetns.run(() -> {
      try (TunDevice first = TunDevice.open("first")) {
        int index = configure("first", "fe80::1");
        NetworkNamespace firstHost = NetworkNamespace.own();
        FreshNetns.run(() -> {
          try (TunDevice second = TunDevice.open("second");
              Wire wire = new Wire(first, second)) {
            int otherIndex = configure("second", "fe80::2");
            connect(firstHost, wire, index, otherIndex);
          }
        });
      }
    });
  }

  private static void connect(NetworkNamespace firstHost, Wire wire, int index, int otherIndex)
      throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(onLink("fe80::2", otherIndex), 0));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      InetSocketAddress there = new InetSocketAddress(onLink("fe80::2", index), port);
      try (SocketChannel client = firstHost.call(() -> SocketChannel.open(there));
          SocketChannel server = listener.accept()) {
        isFoundOnItsLink(firstHost, client, index);
        marksAreCountedWhileEstablished(firstHost, wire, client, server);
        marksAreNotCountedLater(firstHost, client, server);
      }
    }
  }

  private static void isFoundOnItsLink(NetworkNamespace host, SocketChannel client, int index)
      throws IOException {
    Connection connection = Connection.of(client);
    assertThat(find(connection)).as("in the other namespace").isNull();
    FoundSocket found = host.call(() -> find(connection));
    assertThat(found.row().connection().device()).isEqualTo(index);
    assertThat(found.row().connection().toString()).contains("[fe80::1%" + index + "]:");
    Connection unscoped =
        new Connection(found.row().connection().local(), found.row().connection().remote());
    assertThat(host.<FoundSocket, RuntimeException>call(() -> find(unscoped))).isNotNull();
  }

  private static void marksAreCountedWhileEstablished(
      NetworkNamespace host, Wire wire, SocketChannel client, SocketChannel server)
      throws IOException {
    assumeTrue(
        host.call(() -> find(Connection.of(client))).info().get().has(TcpInfoField.RECEIVED_CE));
    for (int i = 0; i < SEGMENTS; i++) {
      LoopbackPair.send(server, client, BYTES);
      LoopbackPair.send(client, server, BYTES);
    }
    Connection end = Connection.of(client);
    Live.await("the last ACK", () -> host.call(() -> isAllCounted(snapshot(end), wire)));
    assertThat(wire.marked()).isGreaterThanOrEqualTo(SEGMENTS);
  }

  /// Why the member is absent then.
  private static void marksAreNotCountedLater(
      NetworkNamespace host, SocketChannel client, SocketChannel server) throws IOException {
    Connection connection = Connection.of(client);
    client.shutdownOutput();
    Live.await(
        "FIN-WAIT-2", () -> host.call(() -> find(connection).row().state() == TcpState.FIN_WAIT_2));
    FoundSocket before = host.call(() -> find(connection));
    for (int i = 0; i < SEGMENTS; i++) {
      server.write(ByteBuffer.allocate(BYTES));
      client.read(ByteBuffer.allocate(BYTES));
    }
    FoundSocket after = host.call(() -> find(connection));
    assertThat(after.info().get().get(TcpInfoField.SEGS_IN))
        .isGreaterThan(before.info().get().get(TcpInfoField.SEGS_IN));
    assertThat(after.info().get().get(TcpInfoField.RECEIVED_CE))
        .isEqualTo(before.info().get().get(TcpInfoField.RECEIVED_CE));
    assertThat(TcpInfoSnapshot.of(after, Instant.now()).orElseThrow().value(RecMember.CE_RCVD))
        .isEqualTo(new Value.Absent(Absence.UNWATCHED));
  }

  private static boolean isAllCounted(Snapshot snapshot, Wire wire) {
    return snapshot.value(RecMember.CE_RCVD).get() == wire.marked();
  }

  private static Snapshot snapshot(Connection connection) {
    return TcpInfoSnapshot.of(find(connection), Instant.now()).orElseThrow();
  }

  private static FoundSocket find(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.find(connection).orElse(null);
    }
  }

  private static int configure(String device, String address) {
    try (RouteSocket routes = new RouteSocket()) {
      int index = routes.index(device);
      routes.up(index);
      routes.address(index, InetAddress.ofLiteral(address), 64);
      return index;
    }
  }

  private static InetAddress onLink(String address, int index) throws IOException {
    return Inet6Address.getByAddress(null, InetAddress.ofLiteral(address).getAddress(), index);
  }
}
