package org.estats.lab;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.estats.EstatsException;

/// Two hosts joined by an emulated path, on one machine and without touching it: what the hosts
/// send each other over real sockets passes through the [Link], which does to it what is asked and
/// notes every packet in the [PacketLog].
///
/// ```java
/// try (Lab lab = Lab.open(LinkOptions.symmetric(20_000_000, Duration.ofMillis(40)))) {
///   TransferResult result = Transfer.of(10_000_000).run(lab);
///   FlowTruth truth = FlowTruth.of(lab.log(), Side.CLIENT, result.client());
/// }
/// ```
///
/// It needs root. Nothing of it has a name or outlives the process.
public final class Lab implements AutoCloseable {

  private static final AtomicBoolean REHEARSED = new AtomicBoolean();
  private static final long REHEARSAL_BYTES = 4_000_000;
  private static final long REHEARSAL_BITS_PER_SECOND = 1_000_000_000;

  private final Host client;
  private final Host server;
  private final Link link;
  private final PacketLog log;

  private Lab(Host client, Host server, LinkOptions options, int packetBytesMax) {
    this.client = client;
    this.server = server;
    this.log = new PacketLog(options.logRowsMax());
    this.link = Link.start(client.tun(), server.tun(), options, packetBytesMax, log);
  }

  /// Why no lab can be opened here, with the remedy; empty if one can.
  public static Optional<EstatsException> unavailable() {
    return LabRequirements.missing();
  }

  /// Opens a lab with hosts of the ordinary kind.
  ///
  /// @throws EstatsException if the rights or `/dev/net/tun` are missing
  /// @throws IOException if the kernel's files cannot be read
  public static Lab open(LinkOptions options) throws IOException {
    return open(options, HostOptions.standard(), HostOptions.standard());
  }

  /// Opens a lab.
  ///
  /// @throws EstatsException if the rights or `/dev/net/tun` are missing, or the kernel does not
  ///   know a setting that is asked for
  /// @throws IOException if the kernel's files cannot be read
  public static Lab open(LinkOptions options, HostOptions client, HostOptions server)
      throws IOException {
    Optional<EstatsException> missing = unavailable();
    if (missing.isPresent()) {
      throw missing.get();
    }
    rehearse();
    int packetBytesMax = Math.max(client.mtuBytes(), server.mtuBytes());
    Host clientHost = Host.open(Side.CLIENT, client, packetBytesMax);
    Host serverHost = null;
    try {
      serverHost = Host.open(Side.SERVER, server, packetBytesMax);
      return new Lab(clientHost, serverHost, options, packetBytesMax);
    } catch (IOException | RuntimeException | Error e) {
      clientHost.close();
      if (serverHost != null) {
        serverHost.close();
      }
      throw e;
    }
  }

  /// The first packets of a JVM are up to 100 ms late, until the classes are loaded and the code is
  /// compiled. So the first lab of a process is one that nobody sees.
  private static void rehearse() throws IOException {
    if (!REHEARSED.compareAndSet(false, true)) {
      return;
    }
    SocketChannel.open().close(); // what the JDK looks up once, it looks up outside of a lab
    DirectionOptions all =
        DirectionOptions.perfect()
            .withRate(REHEARSAL_BITS_PER_SECOND)
            .withDelay(Duration.ofMillis(1))
            .withJitter(Duration.ofNanos(1))
            .withLoss(Double.MIN_VALUE);
    try (Lab lab = open(new LinkOptions(all, all))) {
      Transfer.of(REHEARSAL_BYTES).run(lab);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The host that opens connections.
  public Host client() {
    return client;
  }

  /// The host that listens.
  public Host server() {
    return server;
  }

  /// One of the two.
  public Host host(Side side) {
    return side == Side.CLIENT ? client : server;
  }

  /// The path between them.
  public Link link() {
    return link;
  }

  /// All that went over it.
  public PacketLog log() {
    return log;
  }

  /// Takes everything down. The log can still be read.
  @Override
  public void close() {
    link.close();
    try {
      client.close();
    } finally {
      server.close();
    }
  }
}
