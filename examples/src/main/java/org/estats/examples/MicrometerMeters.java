package org.estats.examples;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.estats.micrometer.TcpMetrics;

/// Binds the meters of this program's own connections to a Micrometer registry, and shows what they
/// say after 1000 bytes. A real program has a registry that Prometheus or another system reads.
public final class MicrometerMeters {

  private MicrometerMeters() {}

  /// Needs no right: without one, the meters are those that `tcp_info` can fill.
  public static void main(String[] args) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (var metrics = new TcpMetrics();
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        var client = SocketChannel.open(listener.getLocalAddress());
        var server = listener.accept()) {
      metrics.bindTo(registry);
      client.write(ByteBuffer.allocate(1000));
      server.socket().getInputStream().readNBytes(1000);
      metrics.update();
      for (Meter meter : registry.getMeters()) {
        String side = meter.getId().getTag("side");
        meter
            .measure()
            .forEach(
                m -> System.out.println(meter.getId().getName() + " " + side + " " + m.getValue()));
      }
    }
  }
}
