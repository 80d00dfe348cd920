package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Switch;
import org.estats.linux.ffi.RouteSocket;
import org.estats.linux.proc.NetworkNamespace;
import org.estats.linux.proc.NetworkNamespaces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two network namespaces in which connections have the same ends.
@ExtendWith(LoadedCollector.class)
class NamespacesLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int LOOPBACK_INDEX = 1;

  private static Process holder;
  private static NetworkNamespace other;

  private final LinuxSource source = new LinuxSource();

  @BeforeAll
  static void begin() throws IOException {
    holder = new ProcessBuilder("unshare", "--net", "sleep", "120").start();
    Path link = Path.of("/proc/" + holder.pid() + "/ns/net");
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Live.await("a namespace", () -> !Files.readSymbolicLink(link).equals(own));
    long inode = (Long) Files.getAttribute(link, "unix:ino");
    other = NetworkNamespaces.find().withInode(inode).orElseThrow();
    other.call(() -> {
      try (RouteSocket routes = new RouteSocket()) {
        routes.up(LOOPBACK_INDEX);
      }
      return null;
    });
  }

  @AfterAll
  static void end() {
    holder.destroyForcibly();
  }

  /// A pair in the other namespace with the ends of one here.
  private static Pair twinOf(Pair pair) throws IOException {
    SocketAddress there = pair.listener().getLocalAddress();
    SocketAddress here = pair.client().getLocalAddress();
    return other.call(() -> {
      ServerSocketChannel listener = ServerSocketChannel.open().bind(there);
      SocketChannel client = SocketChannel.open().bind(here);
      client.connect((InetSocketAddress) there);
      return new Pair(listener, client, listener.accept());
    });
  }

  private static Connection inOther(Connection c) {
    return new Connection(c.local(), c.remote(), other.inode(), 0, 0);
  }

  @Test
  void theSameEndsInTwoNamespacesAreTwoConnections() throws Exception {
    try (Pair here = Pair.open();
        Pair there = twinOf(here)) {
      assertThat(there.clientEnd()).isEqualTo(here.clientEnd());
      Connection far = inOther(there.clientEnd());
      source.set(far, ALL, NONE);
      assertThat(source.get(here.clientEnd()).on()).isEmpty();
      assertThat(source.get(far).on()).isEqualTo(ALL);
      here.toServer(1000);
      there.toServer(77);
      source.set(here.clientEnd(), ALL, NONE);
      here.toServer(5);
      there.toServer(3);
      Snapshot near = source.get(here.clientEnd());
      Snapshot distant = source.get(far);
      assertThat(near.data().dataBytesOut().get()).isEqualTo(5);
      assertThat(distant.data().dataBytesOut().get()).isEqualTo(80);
      assertThat(distant.connection().netns()).isEqualTo(other.inode());
      assertThat(near.connection().netns()).isEqualTo(NetworkNamespace.ownInode());
      assertThat(source.get(near.connection()).data().dataBytesOut().get()).isEqualTo(5);
      source.set(far, NONE, ALL);
      assertThat(source.get(here.clientEnd()).on()).isEqualTo(ALL);
      assertThat(source.get(far).on()).isEmpty();
    }
    source.close();
  }

  @Test
  void aWalkShowsTheConnectionsOfOneNamespace() throws Exception {
    try (Pair here = Pair.open();
        Pair there = twinOf(here)) {
      source.set(inOther(there.clientEnd()), ALL, NONE);
      List<Connection> found = new ArrayList<>();
      source.forEach(true, s -> found.add(s.connection()));
      assertThat(found).noneMatch(c -> c.netns() != NetworkNamespace.ownInode());
      List<Connection> farther = new ArrayList<>();
      other.call(() -> {
        source.forEach(true, s -> farther.add(s.connection()));
        return null;
      });
      assertThat(farther).allMatch(c -> c.netns() == other.inode());
      assertThat(farther)
          .extracting(Connection::toString)
          .contains(there.clientEnd().toString())
          .doesNotContain(there.serverEnd().toString());
      assertThat(KernelCollector.countOn()).isPositive();
    }
    source.close();
  }

  @Test
  void socketsAreSettledInEveryNamespaceInWhichSomethingWasSwitchedOn() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Pair here = Pair.open();
          Pair there = twinOf(here)) {
        Connection near = here.clientEnd();
        Connection far = inOther(there.clientEnd());
        source.set(i % 2 == 0 ? near : far, ALL, NONE);
        source.set(i % 2 == 0 ? far : near, ALL, NONE);
        source.close();
        here.client().shutdownOutput();
        there.client().shutdownOutput();
        for (Connection end : new Connection[] {near, far}) {
          Live.await("FIN-WAIT-2", () -> source.get(end).state() == TcpState.FIN_WAIT_2);
        }
        here.toClient(1000);
        there.toClient(1000);
        assertThat(source.get(near).data().dataBytesIn()).isEqualTo(new Value.Present(1000));
        assertThat(source.get(far).data().dataBytesIn()).isEqualTo(new Value.Present(1000));
      }
    }
  }
}
