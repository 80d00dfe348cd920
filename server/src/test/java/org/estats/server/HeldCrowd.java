package org.estats.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Holds connections of this machine to itself until it is ended, for measurements of the daemon by
/// hand: `HeldCrowd PAIRS [ACTIVE]`; each second some bytes go over so many of the pairs. One
/// process may have 20,000 files only in many places, which is 9,900 pairs.
final class HeldCrowd {

  private static final int BYTES = 500;

  private HeldCrowd() {}

  static void main(String[] args) throws IOException, InterruptedException {
    int pairs = Integer.parseInt(args[0]);
    int active = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    List<SocketChannel> near = new ArrayList<>();
    List<SocketChannel> far = new ArrayList<>();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel server = ServerSocketChannel.open().bind(any, 64)) {
      for (int i = 0; i < pairs; i++) {
        near.add(SocketChannel.open(server.getLocalAddress()));
        far.add(server.accept());
        near.getLast().setOption(StandardSocketOptions.SO_LINGER, 0); // no TIME-WAIT afterwards
      }
    }
    IO.println("held " + 2 * pairs);
    ByteBuffer some = ByteBuffer.allocate(BYTES);
    while (true) {
      for (int i = 0; i < active; i++) {
        near.get(i).write(some.clear());
        far.get(i).read(some.clear());
      }
      Thread.sleep(1000);
    }
  }
}
