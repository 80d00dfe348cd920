package org.estats.lab;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.EstatsException;
import org.estats.linux.ffi.RouteSocket;
import org.estats.linux.ffi.TunDevice;

/// One of the two hosts of a [Lab]: a network namespace with a loopback and one interface, `lab0`,
/// that leads to the other host.
///
/// The namespace has no name. It lives through descriptors of this process, so it and all that is
/// in it are gone when the lab is closed or the process ends, however it ends.
///
/// A socket belongs to the namespace in which it was *created*; what is created by code run with
/// [#call] belongs to this host, and can be used from any thread afterwards.
public final class Host {

  /// The name of the interface that leads to the other host.
  public static final String INTERFACE = "lab0";

  private static final Path TCP_AVAILABLE =
      Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control");
  private static final Path INTERFACES = Path.of("/proc/thread-self/net/dev");

  /// In `/proc/net/dev` behind the colon: eight figures of receiving, then bytes, packets, errors
  /// and drops of sending.
  private static final Pattern SEND_DROPS =
      Pattern.compile(INTERFACE + ":(?:\\s*\\d+){8}\\s+\\d+\\s+\\d+\\s+\\d+\\s+(\\d+)");

  private final Side side;
  private final Namespace namespace;
  private final TunDevice tun;
  private final Inet4Address ipv4;
  private final Inet6Address ipv6;
  private final int packetBytesMax;

  private Host(Side side, Namespace namespace, TunDevice tun, HostSetup.Addresses own, int bytes) {
    this.side = side;
    this.namespace = namespace;
    this.tun = tun;
    this.ipv4 = own.ipv4();
    this.ipv6 = own.ipv6();
    this.packetBytesMax = bytes;
  }

  /// Makes a host.
  ///
  /// @param packetBytesMax the longest packet that the link takes
  static Host open(Side side, HostOptions options, int packetBytesMax) throws IOException {
    Namespace namespace = Namespace.open("lab-" + side.name().toLowerCase(Locale.ROOT));
    try {
      HostSetup.Addresses own = HostSetup.Addresses.of(side);
      TunDevice tun =
          namespace.call(() -> HostSetup.setUp(options, own, HostSetup.Addresses.of(side.peer())));
      return new Host(side, namespace, tun, own, packetBytesMax);
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  /// Which of the two it is.
  public Side side() {
    return side;
  }

  /// A connection of this host by its channel, whose cookie is not known.
  ///
  /// @throws IOException if the channel is closed
  public Connection connection(SocketChannel channel) throws IOException {
    return new Connection(
        Endpoint.of((InetSocketAddress) channel.getLocalAddress()),
        Endpoint.of((InetSocketAddress) channel.getRemoteAddress()),
        netns(),
        Connection.ANY_DEVICE,
        Connection.UNKNOWN_COOKIE);
  }

  /// Its IPv4 address.
  public Inet4Address ipv4() {
    return ipv4;
  }

  /// Its IPv6 address.
  public Inet6Address ipv6() {
    return ipv6;
  }

  /// Its address of a family.
  public InetAddress address(IpFamily family) {
    return family == IpFamily.IPV4 ? ipv4 : ipv6;
  }

  /// The inode of its network namespace, by which the kernel's tools tell namespaces apart.
  public long netns() {
    return namespace.inode();
  }

  /// Runs something in this host's namespace, on a thread of its own that then ends, and waits for
  /// it.
  ///
  /// The action should create sockets and little else. A thread that it starts, itself or through a
  /// pool that happens to grow, would stay in the namespace: so no executors, no virtual threads,
  /// no child processes; for these see [#command].
  ///
  /// @throws X what the action throws
  public <T, X extends Exception> T call(HostAction<T, X> action) throws X {
    return namespace.call(action);
  }

  /// A command that will run in this host's namespace; it needs `nsenter`, and this process's
  /// rights.
  public ProcessBuilder command(List<String> command) {
    return namespace.command(command);
  }

  /// Changes a setting of this namespace, such as `net.ipv4.tcp_ecn`.
  ///
  /// @throws EstatsException if this kernel has no such setting or does not take the value
  public void sysctl(String name, String value) {
    call(() -> {
      HostSetup.sysctl(name, value);
      return null;
    });
  }

  /// Reads a setting of this namespace.
  ///
  /// @throws EstatsException if this kernel has no such setting
  public String sysctl(String name) {
    return call(() -> HostSetup.sysctl(name));
  }

  /// Changes the congestion control of connections to the other host that are opened from now on.
  ///
  /// @throws EstatsException if the kernel has none of this name
  public void congestionControl(String name) {
    call(() -> {
      HostSetup.congestionControl(name, HostSetup.Addresses.of(side.peer()));
      return null;
    });
  }

  /// The congestion controls that this kernel has.
  ///
  /// @throws IOException if the kernel does not say
  public List<String> congestionControls() throws IOException {
    return call(() -> List.of(Files.readString(TCP_AVAILABLE).strip().split("\\s+")));
  }

  /// Changes the longest packet that the host sends.
  ///
  /// @throws IllegalArgumentException if it is longer than any host of this lab could send when the
  ///   lab was opened
  public void mtu(int bytes) {
    if (bytes > packetBytesMax) {
      throw new IllegalArgumentException(
          "the link was made for packets of at most " + packetBytesMax + " bytes, not " + bytes);
    }
    call(() -> {
      try (RouteSocket route = new RouteSocket()) {
        route.mtu(route.index(INTERFACE), bytes);
      }
      return null;
    });
  }

  /// Gives the interface room for so few packets that the host's own sending can fill it, and no
  /// queue in front of it. A packet that finds it full is refused, and who sent it is told.
  ///
  /// @throws IOException if `tc` is missing or fails
  public void shortQueue(int packets) throws IOException, InterruptedException {
    call(() -> {
      try (RouteSocket route = new RouteSocket()) {
        route.queuePackets(route.index(INTERFACE), packets);
      }
      return null;
    });
    run(List.of("tc", "qdisc", "replace", "dev", INTERFACE, "root", "noqueue"));
  }

  /// Runs a command in this host's namespace and waits for it.
  ///
  /// @return what it said
  /// @throws IOException if it is missing or fails; the message has what it said
  public String run(List<String> command) throws IOException, InterruptedException {
    Process process = command(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text.strip());
    }
    return text;
  }

  /// How many packets the kernel dropped on the way out, before the link could see them. Where this
  /// is not 0, the [PacketLog] does not hold all that the host's TCP believes to have sent.
  ///
  /// @throws IOException if the kernel does not say
  public long unseenDrops() throws IOException {
    String interfaces = call(() -> Files.readString(INTERFACES));
    Matcher matcher = SEND_DROPS.matcher(interfaces);
    if (!matcher.find()) {
      throw new IOException(INTERFACES + " says nothing of " + INTERFACE);
    }
    return Long.parseLong(matcher.group(1));
  }

  /// What the kernel has counted for this host since it was made.
  ///
  /// @throws IOException if the kernel does not say
  public KernelCounters counters() throws IOException {
    return call(KernelCounters::read);
  }

  /// What `ss` says of this host's only connection.
  ///
  /// @throws IOException if `ss` is missing or fails
  public SocketFigures socketFigures() throws IOException, InterruptedException {
    return SocketFigures.of(this);
  }

  TunDevice tun() {
    return Objects.requireNonNull(tun);
  }

  void close() {
    try {
      // What was closed a moment ago may still want to say so, to nobody, and would keep the
      // namespace for minutes.
      sysctl("net.ipv4.tcp_orphan_retries", "1");
    } finally {
      tun.close();
      namespace.close();
    }
  }
}
