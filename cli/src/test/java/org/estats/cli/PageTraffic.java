package org.estats.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.estats.lab.Host;
import org.estats.lab.Lab;
import org.estats.lab.LinkOptions;

/// Traffic for the page to show, over the lab's paths, until it is closed: a transfer whose reader
/// has a small buffer, one whose path loses segments, one whose writer pauses, questions and
/// answers without anything wrong, and connections that come and go.
final class PageTraffic implements AutoCloseable {

  private static final int LOG_ROWS = 1_000;
  private static final int SMALL_BUFFER = 32 << 10;
  private static final double LOSS = 0.01;

  private final List<AutoCloseable> open = new ArrayList<>();

  private PageTraffic() {}

  /// Begins it.
  static PageTraffic start() throws IOException {
    PageTraffic traffic = new PageTraffic();
    try {
      Lab clean = traffic.path(100, 40, 0);
      Lab lossy = traffic.path(20, 60, LOSS);
      traffic.pair(clean, SMALL_BUFFER, PageTraffic::bulk, PageTraffic::read);
      traffic.pair(clean, 0, PageTraffic::paced, PageTraffic::read);
      traffic.pair(clean, 0, PageTraffic::ask, PageTraffic::answer);
      traffic.pair(lossy, 0, PageTraffic::bulk, PageTraffic::read);
      traffic.run(() -> traffic.comeAndGo(clean));
    } catch (IOException | RuntimeException e) {
      traffic.close();
      throw e;
    }
    return traffic;
  }

  /// By hand: traffic until this process is ended.
  public static void main(String[] args) throws Exception {
    try (PageTraffic _ = start()) {
      Thread.sleep(Duration.ofDays(1));
    }
  }

  private Lab path(int megabits, int rttMillis, double loss) throws IOException {
    LinkOptions link =
        LinkOptions.symmetric(megabits * 1_000_000L, Duration.ofMillis(rttMillis))
            .withLogRows(LOG_ROWS);
    Lab lab = Lab.open(link.withToServer(link.toServer().withLoss(loss)));
    open.addFirst(lab);
    live(lab.client());
    live(lab.server());
    return lab;
  }

  /// The daemon finds namespaces by the processes that live in them.
  private void live(Host host) throws IOException {
    Process process = host.command(List.of("sleep", "infinity")).start();
    open.addFirst(process::destroy);
  }

  /// What one end does until its channel is closed.
  private interface End {
    void run(SocketChannel channel) throws IOException, InterruptedException;
  }

  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  private void pair(Lab lab, int receiveBuffer, End client, End server) throws IOException {
    try (ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open())) {
      if (receiveBuffer > 0) {
        listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      }
      listener.bind(new InetSocketAddress(lab.server().ipv4(), 0));
      SocketChannel there = lab.client().call(() -> SocketChannel.open());
      open.addFirst(there);
      there.connect(listener.getLocalAddress());
      SocketChannel here = listener.accept();
      open.addFirst(here);
      run(() -> client.run(there));
      run(() -> server.run(here));
    }
  }

  private void run(Part part) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            part.run();
          } catch (IOException | InterruptedException e) {
            // it is over
          }
        });
  }

  private static void bulk(SocketChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
    while (true) {
      channel.write(chunk.clear());
    }
  }

  private static void paced(SocketChannel channel) throws IOException, InterruptedException {
    while (true) {
      channel.write(ByteBuffer.allocate(20_000));
      Thread.sleep(50);
    }
  }

  private static void read(SocketChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
    while (channel.read(chunk.clear()) >= 0) {
      // what came is of no interest
    }
  }

  private static void ask(SocketChannel channel) throws IOException, InterruptedException {
    while (true) {
      channel.write(ByteBuffer.allocate(200));
      fill(channel, 200);
      Thread.sleep(300);
    }
  }

  private static void answer(SocketChannel channel) throws IOException {
    while (fill(channel, 200)) {
      channel.write(ByteBuffer.allocate(200));
    }
  }

  private static boolean fill(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(bytes);
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        return false;
      }
    }
    return true;
  }

  private void comeAndGo(Lab lab) throws IOException, InterruptedException {
    ByteBuffer some = ByteBuffer.allocate(30_000);
    try (ServerSocketChannel listener = lab.server().call(() -> ServerSocketChannel.open())) {
      listener.bind(new InetSocketAddress(lab.server().ipv4(), 0));
      while (true) {
        try (SocketChannel there = lab.client().call(() -> SocketChannel.open())) {
          there.connect(listener.getLocalAddress());
          try (SocketChannel here = listener.accept()) {
            there.write(some.clear());
            fill(here, some.capacity());
            Thread.sleep(400);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        // it is over either way
      }
    }
  }
}
