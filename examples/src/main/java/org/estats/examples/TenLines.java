package org.estats.examples;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.estats.Estats;
import org.estats.Snapshot;
import org.estats.catalogue.Group;

/// What [LoopbackSample] does with Windows' calls, in ten lines with [Estats].
public final class TenLines {

  private TenLines() {}

  /// Sends 1000 bytes to itself and shows what both ends counted.
  public static void main(String[] args) throws Exception {
    try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        var client = SocketChannel.open(listener.getLocalAddress());
        var server = listener.accept()) {
      Estats sending = Estats.of(client);
      Estats receiving = Estats.of(server);
      sending.enable(Group.DATA, Group.PATH);
      receiving.enable(Group.DATA);
      client.write(ByteBuffer.allocate(1000));
      server.socket().getInputStream().readNBytes(1000);
      Snapshot sent = sending.read();
      System.out.println("sent " + sent.data().dataBytesOut() + " bytes");
      System.out.println("received " + receiving.read().data().dataBytesIn() + " bytes");
      System.out.println("round trip in ms: " + sent.path().smoothedRtt());
    }
  }
}
