package org.estats.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.estats.OwnConnections;
import org.estats.catalogue.Group;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Meters of this very process, which talks to itself over loopback.
final class TcpMetricsLiveTest {

  private static final int BYTES = 10_000;
  private static final Duration NEVER = Duration.ofDays(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> open = new ArrayList<>();

  private ServerSocketChannel listener;
  private SocketChannel client;
  private SocketChannel server;

  @BeforeAll
  static void begin() {
    Live.begin();
  }

  @AfterAll
  static void end() throws InterruptedException {
    Live.end();
  }

  @BeforeEach
  void connect() throws IOException {
    listener = listen();
    client = SocketChannel.open(listener.getLocalAddress());
    server = listener.accept();
    open.addAll(List.of(listener, client, server));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable opened : open) {
      opened.close();
    }
  }

  @Test
  void countersAddUpWhatBothEndsCountAndOutliveTheConnection() throws Exception {
    Live.needsTheCollector();
    TcpMetrics metrics = metrics(OwnConnections.follow().enable(Group.DATA, Group.SEND_BUFF));
    metrics.update();
    send();
    metrics.update();
    assertThat(counter("estats.data.thru.bytes.received", "accepted").count()).isEqualTo(BYTES);
    // An ACK may be on its way yet; the last word below has it.
    send();
    assertThat(alive("accepted")).isEqualTo(1);
    assertThat(alive("opened")).isEqualTo(1);
    client.close();
    server.close();
    awaitEnding(metrics);
    assertThat(counter("estats.data.thru.bytes.acked", "opened").count()).isEqualTo(2 * BYTES);
    assertThat(counter("estats.data.thru.bytes.received", "accepted").count()).isEqualTo(2 * BYTES);
    assertThat(alive("accepted")).isZero();
    assertThat(alive("opened")).isZero();
  }

  @Test
  void withoutAnythingSwitchedOnThereIsWhatTheSystemKeepsAndNothingElse() throws Exception {
    TcpMetrics metrics = metrics(OwnConnections.follow());
    send();
    metrics.update();
    assertThat(counter("estats.data.data.bytes.out", "opened").count()).isEqualTo(BYTES);
    assertThat(registry.find("estats.snd.cong.slow.start").meter())
        .as("a member that tcp_info does not carry")
        .isNull();
    assertThat(registry.get("estats.smoothed.rtt").tags("side", "opened").timer().count())
        .isPositive();
  }

  @Test
  void noMoreThanSoManySeriesAreKeptApart() throws Exception {
    for (int i = 0; i < TcpMetrics.SERIES_MAX; i++) {
      ServerSocketChannel another = listen();
      SocketChannel one = SocketChannel.open(another.getLocalAddress());
      open.addAll(List.of(another, one, another.accept()));
    }
    metrics(OwnConnections.follow()).update();
    assertThat(registry.find("estats.connections").gauges()).hasSize(TcpMetrics.SERIES_MAX + 1);
    double all =
        registry.find("estats.connections").gauges().stream().mapToDouble(g -> g.value()).sum();
    assertThat(all).isEqualTo(2 * (TcpMetrics.SERIES_MAX + 1));
    assertThat(registry.get("estats.connections").tags("port", "other").gauge().value())
        .isEqualTo(TcpMetrics.SERIES_MAX + 2);
  }

  @Test
  void closingTakesTheMetersOut() throws Exception {
    TcpMetrics metrics = metrics(OwnConnections.follow());
    metrics.update();
    assertThat(registry.getMeters()).isNotEmpty();
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  private TcpMetrics metrics(OwnConnections connections) {
    TcpMetrics metrics = new TcpMetrics(connections, NEVER);
    open.addFirst(metrics);
    metrics.bindTo(registry);
    return metrics;
  }

  /// Final records come a moment after the packets that end a connection.
  private void awaitEnding(TcpMetrics metrics) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (ended() < 2 && System.nanoTime() < end) {
      Thread.sleep(10);
      metrics.update();
    }
    assertThat(ended()).isEqualTo(2);
  }

  private double ended() {
    return registry.find("estats.connections.ended").functionCounters().stream()
        .mapToDouble(FunctionCounter::count)
        .sum();
  }

  private double alive(String side) {
    return registry.get("estats.connections").tags("side", side).gauge().value();
  }

  private FunctionCounter counter(String name, String side) throws IOException {
    int port = listener.socket().getLocalPort();
    return registry.get(name).tags("port", Integer.toString(port), "side", side).functionCounter();
  }

  private void send() throws IOException {
    client.write(ByteBuffer.allocate(BYTES));
    server.socket().getInputStream().readNBytes(BYTES);
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
  }
}
