package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.catalogue.Switch;
import org.estats.linux.ffi.RouteSocket;
import org.estats.linux.ffi.TunDevice;
import org.estats.linux.proc.FreshNetns;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Sockets that belong to a device other than the loopback one.
@ExtendWith(LoadedCollector.class)
class DevicesLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final String NAME = "estest0";

  private final LinuxSource source = new LinuxSource();

  @BeforeAll
  static void begin() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/net/tun")), "no TUN devices here");
  }

  private interface Body {
    void run(int device) throws Throwable;
  }

  /// Runs in a namespace that has a device whose cable ends nowhere.
  private static void withDevice(Body body) throws Throwable {
    FreshNetns.run(() -> {
      try (TunDevice tun = TunDevice.open(NAME);
          RouteSocket routes = new RouteSocket()) {
        int device = routes.index(NAME);
        routes.address(device, InetAddress.getByName("198.51.100.1"), 24);
        routes.up(device);
        assertThat(tun).isNotNull();
        body.run(device);
      }
    });
  }

  @Test
  void aSocketBoundToADeviceIsFoundByItsEndsAlone() throws Throwable {
    withDevice(device -> {
      try (SocketChannel channel = SocketChannel.open()) {
        channel.bind(new InetSocketAddress("198.51.100.1", 0));
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress("198.51.100.2", 80)); // nobody answers
        Connection end = to(channel, "198.51.100.2");
        assertThat(source.get(end).connection().device()).isZero();
        RawSocket.of(end).bindToDevice(NAME);
        Connection exact = new Connection(end.local(), end.remote(), 0, device, 0);
        source.set(exact, ALL, NONE);
        assertThat(source.get(exact).on()).isEqualTo(ALL);
        assertThat(source.get(exact).connection().device()).isEqualTo(device);
        assertThat(source.get(end).on()).as("without the device").isEqualTo(ALL);
        source.set(end, NONE, ALL);
        assertThat(source.get(exact).on()).isEmpty();
        source.close();
      }
    });
  }

  private static Connection to(SocketChannel channel, String address) throws Exception {
    return new Connection(
        Endpoint.of((InetSocketAddress) channel.getLocalAddress()),
        new Endpoint(InetAddress.getByName(address), 80));
  }

  @Test
  void aConnectionBetweenLinkLocalAddressesIsFound() throws Throwable {
    withDevice(device -> {
      byte[] bytes = InetAddress.getByName("fe80::e57a:75").getAddress();
      try (RouteSocket routes = new RouteSocket()) {
        routes.address(device, InetAddress.getByAddress(bytes), 64);
      }
      InetAddress local = Inet6Address.getByAddress(null, bytes, device);
      try (ServerSocketChannel listener =
              ServerSocketChannel.open().bind(new InetSocketAddress(local, 0));
          SocketChannel client = SocketChannel.open(listener.getLocalAddress());
          Pair pair = new Pair(listener, client, listener.accept())) {
        source.set(pair.clientEnd(), ALL, NONE);
        pair.toServer(1000);
        assertThat(source.get(pair.clientEnd()).data().dataBytesOut().get()).isEqualTo(1000);
        source.close();
      }
    });
  }
}
