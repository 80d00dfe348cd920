package org.estats.examples;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingStream;
import org.estats.jfr.TcpEvents;

/// Registers the events of this program's own connections with Flight Recorder, and prints the
/// first that comes. A real program is recorded as ever (`-XX:StartFlightRecording`, `jcmd PID
/// JFR.start`); the events are then in the file, for `jfr print --events 'estats.*'`.
public final class FlightRecorderEvents {

  private FlightRecorderEvents() {}

  /// Needs no right: without one, the events have what `tcp_info` can tell.
  public static void main(String[] args) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (var events = TcpEvents.register();
        var stream = new RecordingStream();
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        var client = SocketChannel.open(listener.getLocalAddress());
        var server = listener.accept()) {
      client.write(ByteBuffer.allocate(1000));
      server.socket().getInputStream().readNBytes(1000);
      stream.enable("estats.Connection").withPeriod(Duration.ofMillis(100));
      stream.onEvent(
          "estats.Data",
          event -> {
            if (seen.getCount() > 0) {
              System.out.println(event);
            }
            seen.countDown();
          });
      stream.startAsync();
      if (!seen.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(events + " gave nothing");
      }
    }
  }
}
