package org.estats.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.estats.EstatsException;
import org.estats.linux.ffi.Errno;
import org.estats.linux.ffi.NativeException;
import org.estats.linux.ffi.RouteSocket;
import org.estats.linux.ffi.TunDevice;

/// What is done once in a new namespace to make a host of it. All runs on a thread in it.
final class HostSetup {

  private static final int LOOPBACK_INDEX = 1;
  private static final int IPV4_PREFIX_BITS = 24;
  private static final int IPV6_PREFIX_BITS = 64;

  /// The kernel must not drop what the link has not seen: room for far more than TCP has on its
  /// way.
  private static final int QUEUE_PACKETS = 20_000;

  private static final long ROUTE_NANOS_MAX = 30_000_000_000L;
  private static final long ROUTE_POLL_NANOS = 200_000;
  private static final Path IPV6_ROUTES = Path.of("/proc/thread-self/net/ipv6_route");
  private static final Path SYSCTLS = Path.of("/proc/sys");
  private static final Path IPV6 = SYSCTLS.resolve("net/ipv6");

  private HostSetup() {}

  /// The addresses of a host.
  record Addresses(Inet4Address ipv4, Inet6Address ipv6) {

    private static final int IPV4_FIRST = 10 << 24 | 77 << 16; // 10.77.0.0
    private static final long IPV6_FIRST = 0xFD77L << 48; // fd77::

    static Addresses of(Side side) {
      int number = side == Side.CLIENT ? 1 : 2;
      try {
        return new Addresses(
            (Inet4Address)
                InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt(IPV4_FIRST + number).array()),
            (Inet6Address)
                InetAddress.getByAddress(
                    ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(IPV6_FIRST)
                        .putLong(number)
                        .array()));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e); // 4 and 16 bytes are the lengths that exist
      }
    }
  }

  /// Brings everything up; the interface's other end is the device returned.
  static TunDevice setUp(HostOptions options, Addresses own, Addresses peer) {
    TunDevice tun = openTun();
    try (RouteSocket route = new RouteSocket()) {
      beforeUp();
      int index = route.index(Host.INTERFACE);
      route.up(LOOPBACK_INDEX);
      route.withoutMulticast(index);
      route.mtu(index, options.mtuBytes());
      route.queuePackets(index, QUEUE_PACKETS);
      route.up(index);
      route.address(index, own.ipv4(), IPV4_PREFIX_BITS);
      if (hasIpv6()) {
        route.address(index, own.ipv6(), IPV6_PREFIX_BITS);
        awaitLocalRoute(own.ipv6());
      }
      settings(options).forEach(HostSetup::sysctl);
      congestionControl(options.congestionControl(), peer);
      options.sysctls().forEach(HostSetup::sysctl);
      return tun;
    } catch (RuntimeException e) {
      tun.close();
      throw e;
    }
  }

  /// The kernel enters an IPv6 address into its routes from a work queue, some time after it has
  /// accepted it. Until then it drops what comes for the address.
  private static void awaitLocalRoute(Inet6Address own) {
    String line = HexFormat.of().formatHex(own.getAddress()) + " 80 "; // a prefix of 128 bits
    long deadline = System.nanoTime() + ROUTE_NANOS_MAX;
    while (!ipv6Routes().contains(line)) {
      if (System.nanoTime() - deadline > 0) {
        throw new EstatsException(
            EstatsException.Kind.FAILED,
            "the kernel has accepted " + own.getHostAddress() + " but does not listen to it");
      }
      LockSupport.parkNanos(ROUTE_POLL_NANOS);
    }
  }

  private static String ipv6Routes() {
    try {
      return Files.readString(IPV6_ROUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TunDevice openTun() {
    try {
      return TunDevice.open(Host.INTERFACE);
    } catch (NativeException e) {
      throw switch (e.errno()) {
        case Errno.ENOENT -> LabRequirements.needsTun();
        case Errno.EPERM, Errno.EACCES -> LabRequirements.needsRoot();
        default -> e;
      };
    }
  }

  /// The link is to carry what programs send and nothing that the kernel thinks of by itself, so
  /// that packet numbers mean the same in every run: no link-local address, and so no
  /// solicitations.
  private static void beforeUp() {
    if (hasIpv6()) {
      sysctl("net.ipv6.conf." + Host.INTERFACE + ".addr_gen_mode", "1");
      sysctl("net.ipv6.conf." + Host.INTERFACE + ".router_solicitations", "0");
    }
  }

  /// A kernel may be built without; an interface with an MTU below 1,280 has none.
  private static boolean hasIpv6() {
    return Files.exists(IPV6.resolve("conf/" + Host.INTERFACE));
  }

  private static Map<String, String> settings(HostOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("net.ipv4.tcp_sack", options.sack() ? "1" : "0");
    settings.put("net.ipv4.tcp_timestamps", options.timestamps() ? "1" : "0");
    settings.put("net.ipv4.tcp_ecn", Integer.toString(options.ecn()));
    settings.put("net.ipv4.tcp_no_metrics_save", "1"); // one run must not teach the next
    // When the process is killed its connections try to end properly, with no link any more; while
    // they do, the kernel keeps the namespace. 3 makes that 3 s at short round trips instead of
    // 100.
    settings.put("net.ipv4.tcp_orphan_retries", "3");
    return settings;
  }

  /// Sets it on the routes to the other host. The namespace's own setting,
  /// `tcp_congestion_control`, takes only what unprivileged users may choose, outside of the
  /// machine's first namespace.
  static void congestionControl(String name, Addresses peer) {
    try (RouteSocket route = new RouteSocket()) {
      int index = route.index(Host.INTERFACE);
      route.route(index, peer.ipv4(), name);
      if (hasIpv6()) {
        route.route(index, peer.ipv6(), name);
      }
    } catch (NativeException e) {
      if (e.errno() != Errno.EINVAL) {
        throw e;
      }
      throw new EstatsException(
          EstatsException.Kind.NOT_SUPPORTED,
          "this kernel has no congestion control '"
              + name
              + "', it has: "
              + sysctl("net.ipv4.tcp_available_congestion_control"),
          "modprobe tcp_" + name);
    }
  }

  static void sysctl(String name, String value) {
    try {
      Files.writeString(path(name), value);
    } catch (IOException e) {
      throw failed(e, name, "cannot be set to '" + value + "'");
    }
  }

  static String sysctl(String name) {
    try {
      return Files.readString(path(name)).strip();
    } catch (IOException e) {
      throw failed(e, name, "cannot be read");
    }
  }

  private static Path path(String name) {
    return SYSCTLS.resolve(name.replace('.', '/'));
  }

  private static EstatsException failed(IOException e, String name, String what) {
    return e instanceof NoSuchFileException
        ? new EstatsException(
            EstatsException.Kind.NOT_SUPPORTED, "this kernel has no setting " + name)
        : new EstatsException(
            EstatsException.Kind.FAILED, name + " " + what + ": " + e.getMessage());
  }
}
