package org.estats.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.estats.Connection;
import org.estats.EstatsSource;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;

/// Plays a [LoopbackScenario] over a connection of its own.
final class LoopbackPlay {

  private static final String PROGRAM = "the program";
  private static final String OTHER_END = "the other end";
  private static final int KILO = 1_000;
  private static final Duration PACE = Duration.ofMillis(50);
  private static final int PACED_WRITES = 20;
  private static final int SMALL_BUFFER_BYTES = 8_192;
  private static final int READ_BYTES = 200 * KILO;
  private static final int WRITE_BYTES = 10;
  private static final int WRITES = 200;
  private static final Duration APART = Duration.ofMillis(2);
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration QUIET_MAX = Duration.ofSeconds(5);

  private final EstatsSource source;

  LoopbackPlay(EstatsSource source) {
    this.source = source;
  }

  /// A connection of this process with itself.
  private record Pair(SocketChannel client, SocketChannel server) implements AutoCloseable {

    static Pair open(int receiveBufferBytes) throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        if (receiveBufferBytes > 0) {
          listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new Pair(client, listener.accept());
      }
    }

    void write(int bytes) throws IOException {
      ByteBuffer chunk = ByteBuffer.allocate(bytes);
      while (chunk.hasRemaining()) {
        client.write(chunk);
      }
    }

    long read(int bytes) throws IOException {
      ByteBuffer chunk = ByteBuffer.allocate(bytes);
      while (chunk.hasRemaining() && server.read(chunk) >= 0) {
        // until it is full
      }
      return chunk.position();
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  List<Shown> pacedSender() throws IOException, InterruptedException {
    try (Pair pair = Pair.open(0)) {
      for (int i = 0; i < PACED_WRITES; i++) {
        pair.write(KILO);
        pair.read(KILO);
        Thread.sleep(PACE);
      }
      Snapshot sender = quiet(pair.client);
      return List.of(
          shown("sender", sender, DataMember.DATA_BYTES_OUT, PACED_WRITES * KILO, PROGRAM),
          shown("sender", sender, SendBuffMember.CUR_APP_W_QUEUE, 0, PROGRAM),
          shown("sender", sender, SendBuffMember.CUR_RETX_QUEUE, 0, PROGRAM),
          shown("receiver", quiet(pair.server), RecMember.CUR_APP_R_QUEUE, 0, PROGRAM));
    }
  }

  List<Shown> slowReader() throws IOException, InterruptedException {
    try (Pair pair = Pair.open(0)) {
      pair.client.configureBlocking(false);
      pair.server.configureBlocking(false);
      ByteBuffer chunk = ByteBuffer.allocate(READ_BYTES);
      long written = fill(pair, chunk);
      long read = 0;
      while (read < READ_BYTES) {
        read += Math.max(0, pair.server.read(chunk.clear().limit((int) (READ_BYTES - read))));
      }
      written += fill(pair, chunk);
      Snapshot sender = quiet(pair.client);
      Snapshot receiver = quiet(pair.server);
      long unsent =
          sender.value(SendBuffMember.CUR_APP_W_QUEUE).orElse(0)
              + sender.value(SendBuffMember.CUR_RETX_QUEUE).orElse(0);
      List<Shown> lines = new ArrayList<>();
      lines.add(
          shown("receiver", receiver, RecMember.CUR_APP_R_QUEUE, written - read - unsent, PROGRAM));
      lines.add(shown("sender", sender, ObsRecMember.CUR_RWIN_RCVD, 0, OTHER_END));
      if (receiver.value(RecMember.CUR_RWIN_SENT).isPresent()) { // in tcp_info from Linux 6.2 on
        lines.add(shown("receiver", receiver, RecMember.CUR_RWIN_SENT, 0, OTHER_END));
      }
      return lines;
    }
  }

  /// Writes until nothing more is taken for a while.
  private static long fill(Pair pair, ByteBuffer chunk) throws IOException, InterruptedException {
    long written = 0;
    long lastNanos = System.nanoTime();
    while (System.nanoTime() - lastNanos < QUIET.toNanos()) {
      int taken = pair.client.write(chunk.clear());
      if (taken > 0) {
        written += taken;
        lastNanos = System.nanoTime();
      } else {
        Thread.sleep(Duration.ofMillis(1));
      }
    }
    return written;
  }

  List<Shown> smallBuffer() throws IOException, InterruptedException {
    try (Pair pair = Pair.open(SMALL_BUFFER_BYTES)) {
      pair.write(KILO);
      pair.read(KILO);
      Snapshot sender = quiet(pair.client);
      Snapshot receiver = quiet(pair.server);
      Value window = receiver.value(RecMember.CUR_RWIN_SENT);
      Shown acked = shown("sender", sender, DataMember.THRU_BYTES_ACKED, KILO, PROGRAM);
      return window instanceof Value.Present(long bytes)
          ? List.of(shown("sender", sender, ObsRecMember.CUR_RWIN_RCVD, bytes, OTHER_END), acked)
          : List.of(acked); // before Linux 6.2 tcp_info does not carry it
    }
  }

  List<Shown> smallWrites() throws IOException, InterruptedException {
    try (Pair pair = Pair.open(0)) {
      for (int i = 0; i < WRITES; i++) {
        pair.write(WRITE_BYTES);
        pair.read(WRITE_BYTES); // acknowledged: what waits for a window would be put together
        Thread.sleep(APART); // and so would what is written at once
      }
      Snapshot sender = quiet(pair.client);
      return List.of(
          shown("sender", sender, DataMember.DATA_SEGS_OUT, WRITES, PROGRAM),
          shown("sender", sender, DataMember.DATA_BYTES_OUT, WRITES * WRITE_BYTES, PROGRAM));
    }
  }

  /// One end, once it has said the same twice.
  private Snapshot quiet(SocketChannel end) throws IOException, InterruptedException {
    Connection connection = Connection.of(end);
    long deadline = System.nanoTime() + QUIET_MAX.toNanos();
    Snapshot before = source.unswitched(connection);
    while (System.nanoTime() - deadline < 0) {
      Thread.sleep(QUIET.dividedBy(2));
      Snapshot now = source.unswitched(connection);
      if (now.value(DataMember.SEGS_OUT).equals(before.value(DataMember.SEGS_OUT))) {
        return now;
      }
      before = now;
    }
    return before;
  }

  private static Shown shown(
      String end, Snapshot snapshot, Member member, long truth, String witness) {
    String counted = snapshot.value(member).toString();
    return new Shown(
        end,
        member.qualifiedName(),
        counted,
        Long.toString(truth),
        witness,
        counted.equals(Long.toString(truth)),
        Shown.gloss(member));
  }
}
