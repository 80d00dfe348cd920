package org.estats.lab.ill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.catalogue.Switch;
import org.estats.lab.Direction;
import org.estats.lab.Impairment;
import org.estats.lab.Lab;
import org.estats.lab.Precedence;

/// An illness while it is played: one connection over the lab's path.
final class IllConnection implements AutoCloseable {

  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);
  private static final EstatsSource SOURCE = Estats.system();

  /// What both ends said, the earliest first.
  record Watched(List<Snapshot> client, List<Snapshot> server) {}

  private final Illness illness;
  private final Lab lab;
  private final SocketChannel client;
  private final SocketChannel server;
  private final CountDownLatch watch = new CountDownLatch(1);

  private IllConnection(Illness illness, Lab lab, SocketChannel client, SocketChannel server) {
    this.illness = illness;
    this.lab = lab;
    this.client = client;
    this.server = server;
  }

  /// Plays an illness and reads both ends meanwhile.
  static Watched play(Illness illness) throws IOException, InterruptedException {
    try (Lab lab = Lab.open(illness.link(), illness.hosts().client(), illness.hosts().server());
        IllConnection played = open(illness, lab)) {
      illness.faults().accept(played);
      start(() -> illness.traffic().writer().run(played.client, played));
      start(() -> illness.traffic().reader().run(played.server));
      return played.watch();
    }
  }

  private static IllConnection open(Illness illness, Lab lab) throws IOException {
    try (ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open())) {
      if (illness.buffers().receiveBytes() > 0) {
        listener.setOption(StandardSocketOptions.SO_RCVBUF, illness.buffers().receiveBytes());
      }
      listener.bind(new InetSocketAddress(lab.server().ipv4(), 0));
      SocketChannel client = lab.client().call(() -> SocketChannel.open());
      if (illness.buffers().sendBytes() > 0) {
        client.setOption(StandardSocketOptions.SO_SNDBUF, illness.buffers().sendBytes());
      }
      client.connect(listener.getLocalAddress());
      return new IllConnection(illness, lab, client, listener.accept());
    }
  }

  private Watched watch() throws IOException, InterruptedException {
    Thread.sleep(illness.times().before());
    Connection here = lab.client().connection(client);
    Connection there = lab.server().connection(server);
    List<Snapshot> ofClient = new ArrayList<>();
    List<Snapshot> ofServer = new ArrayList<>();
    SOURCE.set(here, EnumSet.allOf(Switch.class), Set.of());
    SOURCE.set(there, EnumSet.allOf(Switch.class), Set.of());
    long end = System.nanoTime() + illness.times().watched().toNanos();
    ofClient.add(read(here));
    ofServer.add(read(there));
    watch.countDown();
    do {
      Thread.sleep(BETWEEN_READINGS);
      ofClient.add(read(here));
      ofServer.add(read(there));
    } while (System.nanoTime() < end);
    return new Watched(ofClient, ofServer);
  }

  private static Snapshot read(Connection connection) {
    for (int attempt = 0; ; attempt++) {
      try {
        return SOURCE.get(connection);
      } catch (EstatsException e) {
        if (e.kind() != EstatsException.Kind.BUSY || attempt == 5) {
          throw e;
        }
      }
    }
  }

  /// What a thread of a play does.
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /// Starts a thread that goes before all ordinary ones of the machine, as the path does: a program
  /// that waits for a processor is a slow reader, or a slow writer, and is rightly called so.
  private static void start(Part part) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Precedence.take();
            part.run();
          } catch (ClosedChannelException | InterruptedException e) {
            // the play is over
          } catch (IOException e) {
            // the connection broke, as it may on a dead path
          }
        });
  }

  Lab lab() {
    return lab;
  }

  /// Puts a fault in front of the bottleneck, on the way of the data.
  <I extends Impairment> I before(I fault) {
    return lab.link().beforeBottleneck(Direction.TO_SERVER, fault);
  }

  /// Puts a fault behind bottleneck and delay, on the way of the data.
  <I extends Impairment> I after(I fault) {
    return lab.link().afterBottleneck(Direction.TO_SERVER, fault);
  }

  void awaitWatch() throws InterruptedException {
    watch.await();
  }

  /// Does something so long after the watch has begun, again and again until the play is over.
  void every(Duration pause, Runnable deed) {
    start(() -> {
      awaitWatch();
      while (client.isOpen()) {
        Thread.sleep(pause);
        deed.run();
      }
    });
  }

  /// Does something once, so long after the watch has begun.
  void later(Duration pause, Runnable deed) {
    start(() -> {
      awaitWatch();
      Thread.sleep(pause);
      deed.run();
    });
  }

  @Override
  public void close() throws IOException {
    SOURCE.close();
    client.close();
    server.close();
  }
}
