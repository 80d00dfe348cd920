package org.estats.lab.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.estats.Connection;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.lab.Direction;
import org.estats.lab.Host;
import org.estats.lab.Impairment;
import org.estats.lab.Lab;
import org.estats.lab.PacketLog;
import org.estats.lab.Precedence;
import org.estats.lab.Side;
import org.estats.lab.truth.FlowTruth;

/// Where a scenario is played: one connection over the lab's path, switched on at both ends before
/// its first byte of data. The client sends; the server reads whatever comes.
final class Stage implements AutoCloseable {

  /// More than the 40 ms by which Linux delays an acknowledgement.
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration SETTLE_MAX = Duration.ofSeconds(40);
  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int CHUNK_BYTES = 65_536;
  private static final long POLL_MILLIS = 1;

  /// Where something is always on the path, the last of so many looks is taken.
  private static final int LOOKS_MAX = 10;

  private final Lab lab;
  private final EstatsSource source;
  private final Set<Switch> switches;
  private final SocketChannel client;
  private final SocketChannel server;
  private final Connection clientEnd;
  private final Connection serverEnd;
  private final Map<String, Reading> readings = new LinkedHashMap<>();
  private final Map<String, Long> notes = new HashMap<>();
  private final AtomicLong readBytes = new AtomicLong();

  /// Whoever holds it keeps the server's program from reading.
  private final Semaphore gate = new Semaphore(1);

  private long sentBytes;

  private Stage(
      Lab lab,
      EstatsSource source,
      Set<Switch> switches,
      SocketChannel client,
      SocketChannel server)
      throws IOException {
    this.lab = lab;
    this.source = source;
    this.switches = switches;
    this.client = client;
    this.server = server;
    this.clientEnd = lab.client().connection(client);
    this.serverEnd = lab.server().connection(server);
  }

  /// Connects the hosts and switches on at both ends.
  static Stage open(Lab lab, Scenario scenario, EstatsSource source, Set<Switch> switches)
      throws IOException, InterruptedException {
    var protocol = scenario.family().protocol();
    try (ServerSocketChannel listener =
        lab.server().call(() -> ServerSocketChannel.open(protocol))) {
      listener.bind(new InetSocketAddress(lab.server().address(scenario.family()), 0));
      SocketChannel client = lab.client().call(() -> SocketChannel.open(protocol));
      client.socket().connect(listener.getLocalAddress(), CONNECT_MILLIS_MAX);
      listener.socket().setSoTimeout(CONNECT_MILLIS_MAX);
      SocketChannel server = listener.socket().accept().getChannel();
      Stage stage = new Stage(lab, source, switches, client, server);
      stage.in(lab.client(), () -> source.set(stage.clientEnd, switches, Set.of()));
      stage.in(lab.server(), () -> source.set(stage.serverEnd, switches, Set.of()));
      stage.read(Evidence.BEGIN);
      Thread.ofPlatform().daemon().name("lab-receiver").start(stage::drain);
      return stage;
    }
  }

  private void drain() {
    Precedence.take();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try {
      for (int n = 0; n >= 0; n = server.read(chunk.clear())) {
        readBytes.addAndGet(n);
        gate.acquire();
        gate.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedChannelException e) {
      // the scenario is over
    } catch (IOException e) {
      // the connection broke, which the script will notice
    }
  }

  Lab lab() {
    return lab;
  }

  PacketLog log() {
    return lab.log();
  }

  /// All that is left of the scenario so far.
  Evidence evidence() {
    return new Evidence(log(), clientEnd, serverEnd, readings, notes);
  }

  /// Keeps a number that somebody else counted.
  void note(String name, long number) {
    notes.put(name, number);
  }

  /// The socket that sends.
  SocketChannel client() {
    return client;
  }

  /// The socket that receives.
  SocketChannel server() {
    return server;
  }

  /// Puts a fault in front of the bottleneck, on the way of the data.
  <I extends Impairment> I before(I fault) {
    return lab.link().beforeBottleneck(Direction.TO_SERVER, fault);
  }

  /// Puts a fault behind bottleneck and delay, on the way of the data.
  <I extends Impairment> I after(I fault) {
    return lab.link().afterBottleneck(Direction.TO_SERVER, fault);
  }

  /// Sends so many bytes, in one go as far as the socket takes them.
  void send(long bytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(bytes, CHUNK_BYTES));
    for (long left = bytes; left > 0; left -= chunk.limit()) {
      chunk.clear().limit((int) Math.min(left, chunk.capacity()));
      while (chunk.hasRemaining()) {
        sentBytes += client.write(chunk);
      }
    }
  }

  /// Sends so many bytes and waits until all is quiet.
  void deliver(long bytes) throws IOException, InterruptedException {
    send(bytes);
    settle();
  }

  /// Keeps the server's program from reading, or lets it go on. What it reads at this moment it
  /// still gets: at most one piece of what is there.
  void reading(boolean on) throws InterruptedException {
    if (on) {
      gate.release();
    } else {
      gate.acquire();
    }
  }

  void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /// Waits until all data is acknowledged and nothing has been on the path for a while.
  void settle() throws InterruptedException {
    await(
        "all data is acknowledged",
        () -> FlowTruth.of(log(), Side.CLIENT, clientEnd).bytesAcknowledged() >= sentBytes);
    lab.link().awaitQuiet(QUIET, SETTLE_MAX);
  }

  /// Waits until something holds.
  ///
  /// @throws EstatsException if it does not within [#SETTLE_MAX]
  void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
    while (!holds.getAsBoolean()) {
      lab.link().requireRunning();
      if (System.nanoTime() - deadline > 0) {
        throw new EstatsException(
            EstatsException.Kind.FAILED,
            "after " + SETTLE_MAX.toSeconds() + " s it still does not hold that " + what);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /// Switches everything off and on again: counting begins anew, with a new first reading.
  void switchOffAndOn() throws IOException, InterruptedException {
    in(lab.client(), () -> source.set(clientEnd, Set.of(), switches));
    in(lab.server(), () -> source.set(serverEnd, Set.of(), switches));
    in(lab.client(), () -> source.set(clientEnd, switches, Set.of()));
    in(lab.server(), () -> source.set(serverEnd, switches, Set.of()));
    read(Evidence.BEGIN);
  }

  /// Reads both ends and keeps what was read under a name. The packets must tell of the same
  /// moment, so it reads again if any were on the path meanwhile.
  Reading read(String name) throws IOException, InterruptedException {
    Look look = look();
    for (int looks = 1; looks < LOOKS_MAX; looks++) {
      Thread.sleep(POLL_MILLIS); // what was sent meanwhile is in the log by then
      if (log().rows() == look.row()) {
        break;
      }
      look = look();
    }
    Reading reading =
        new Reading(
            look.row(),
            look.nanos(),
            sentBytes,
            look.readBytes(),
            look.client(),
            look.server(),
            lab.client().counters(),
            lab.server().counters(),
            lab.client().socketFigures(),
            lab.server().socketFigures());
    readings.put(name, reading);
    return reading;
  }

  /// What is quickly read of one moment.
  private record Look(int row, long nanos, long readBytes, Snapshot client, Snapshot server) {}

  private Look look() throws IOException {
    int row = log().rows();
    long nanos = System.nanoTime();
    Snapshot ofClient = lab.client().call(() -> source.get(clientEnd));
    Snapshot ofServer = lab.server().call(() -> source.get(serverEnd));
    return new Look(row, nanos, readBytes.get(), ofClient, ofServer);
  }

  private void in(Host host, Runnable work) {
    host.call(() -> {
      work.run();
      return null;
    });
  }

  /// Switches off, so that the sockets are left without our flag, and closes them.
  @Override
  public void close() throws IOException {
    try {
      switchOff(lab.client(), clientEnd);
      switchOff(lab.server(), serverEnd);
      source.close(); // while the namespaces can be entered
    } finally {
      client.close();
      server.close();
    }
  }

  private void switchOff(Host host, Connection connection) {
    try {
      in(host, () -> source.set(connection, Set.of(), switches));
    } catch (EstatsException e) {
      if (e.kind() != EstatsException.Kind.NOT_FOUND) {
        throw e; // a connection that has died needs no switching off
      }
    }
  }
}
