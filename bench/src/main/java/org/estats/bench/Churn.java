package org.estats.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.estats.ClosedReader;
import org.estats.Connection;
import org.estats.Estats;
import org.estats.EstatsSource;
import org.estats.catalogue.Switch;
import org.estats.filter.Filter;
import org.estats.linux.KernelCollector;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.RuleTerms;

/// Everything that can be done to a collector, over and over at once: connections that come and go
/// under a rule, readings of one and of all, switching, rules, the following of final records.
final class Churn implements AutoCloseable {
  private static final int STANDING = 200;
  private static final int BACKLOG = 64;
  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  private final EstatsSource source = Estats.system();
  private final LoopbackPairs standing;
  private final List<Connection> connections;
  private final Rule rule;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong readings = new AtomicLong();
  private final AtomicLong switchings = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private volatile boolean isOver;

  private Churn() throws IOException {
    standing = LoopbackPairs.open(STANDING);
    connections = standing.connections();
    rule = KernelCollector.addRule(rule("netns=all"));
  }

  static Churn start() throws IOException {
    Churn churn = new Churn();
    churn.start("churn", churn::open);
    churn.start("read", churn::read);
    churn.start("switch", churn::switchOver);
    churn.start("rules", churn::rules);
    churn.start("follow", churn::follow);
    return churn;
  }

  /// One turn of what a thread does over and over.
  private interface Turn {
    void take() throws Exception;
  }

  private void start(String name, Turn turn) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                while (!isOver) {
                  turn.take();
                }
              } catch (Throwable t) {
                failure.compareAndSet(null, t);
              }
            }));
  }

  private static Rule rule(String terms) {
    return RuleTerms.toRule(Filter.parse(terms), ALL, 1);
  }

  private void open() throws IOException, InterruptedException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(any, BACKLOG)) {
      for (int i = 0; i < BACKLOG && !isOver; i++) {
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
            SocketChannel accepted = server.accept()) {
          client.write(bytes.clear());
          accepted.read(bytes.clear());
          opened.incrementAndGet();
        }
      }
    }
    Thread.sleep(BACKLOG); // a thousand a second at most
  }

  private void read() throws InterruptedException {
    source.forEach(true, _ -> readings.incrementAndGet());
    source.forEach(false, _ -> readings.incrementAndGet());
    for (Connection c : connections) {
      source.get(c);
      readings.incrementAndGet();
    }
    source.connections();
    Thread.sleep(100);
  }

  private void switchOver() throws InterruptedException {
    for (Connection c : connections) {
      source.set(c, ALL, NONE);
    }
    for (Connection c : connections) {
      source.set(c, NONE, ALL);
    }
    switchings.addAndGet(2L * connections.size());
    Thread.sleep(100);
  }

  private void rules() throws InterruptedException {
    Rule made = KernelCollector.addRule(rule("netns=all port=1"));
    KernelCollector.status();
    KernelCollector.countOn();
    KernelCollector.removeRule(made.id());
    KernelCollector.detachIfIdle();
    Thread.sleep(500);
  }

  /// A new reader now and then, which maps the records anew.
  private void follow() {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    try (ClosedReader reader = source.closed()) {
      while (System.nanoTime() < end && !isOver) {
        if (reader.next(Duration.ofMillis(100)).isPresent()) {
          records.incrementAndGet();
        }
      }
    }
  }

  /// Fails if a thread has.
  void check() throws IOException {
    Throwable t = failure.get();
    if (t != null) {
      throw new IOException("the churn has ended: " + t, t);
    }
  }

  /// What was done so far.
  String text() {
    return "  %d connections, %d readings, %d switchings, %d records read"
        .formatted(opened.get(), readings.get(), switchings.get(), records.get());
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    KernelCollector.removeRule(rule.id());
    source.close();
    standing.close();
  }
}
