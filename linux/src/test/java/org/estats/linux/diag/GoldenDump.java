package org.estats.linux.diag;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.estats.linux.ffi.LibC;
import org.estats.linux.proc.FreshNetns;

/// Datagrams as a kernel wrote them. `-Dgolden.update` writes them anew with the running kernel, as
/// root; what changed is then to be looked at.
final class GoldenDump {

  static final int NUMBER = 7;

  private static final Path DIRECTORY = Path.of("src/test/resources/golden/sock_diag");
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | LibC.O_CLOEXEC;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final DumpQuery ALL = DumpQuery.of(DumpQuery.TABLE.states(), Detail.values());

  private GoldenDump() {}

  /// The datagrams by the name of their file.
  static Map<String, byte[]> datagrams() throws IOException {
    if (System.getProperty("golden.update") != null) {
      update();
    }
    Map<String, byte[]> datagrams = new TreeMap<>();
    for (String name : new String[] {"ipv4-6.18.bin", "ipv6-6.18.bin"}) {
      datagrams.put(name, Files.readAllBytes(DIRECTORY.resolve(name)));
    }
    return datagrams;
  }

  private static void update() {
    try {
      FreshNetns.run(GoldenDump::capture);
    } catch (Throwable t) {
      throw new IllegalStateException("capturing failed", t);
    }
  }

  private static void capture() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel reset = SocketChannel.open();
        LoopbackPair mapped = LoopbackPair.mapped();
        LoopbackPair four = LoopbackPair.ipv4();
        LoopbackPair six = LoopbackPair.ipv6();
        LoopbackPair closing = LoopbackPair.ipv4()) {
      listener.bind(new InetSocketAddress("0.0.0.0", 8080));
      reset.connect(new InetSocketAddress("127.0.0.1", 8080));
      mapped.client().write(ByteBuffer.allocate(1234));
      LoopbackPair.send(four.client(), four.server(), 100_000);
      LoopbackPair.send(six.server(), six.client(), 5);
      closing.client().close();
      closing.server().close();
      write("ipv4-6.18.bin", SocketView.AF_INET);
      write("ipv6-6.18.bin", SocketView.AF_INET6);
    }
  }

  /// Such a dump is one datagram, but for its end.
  private static void write(String name, int family) throws IOException {
    int fd = LibC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(1 << 16, Long.BYTES);
      LibC.send(fd, new DiagRequest(memory).dump(NUMBER, family, ALL));
      int length = (int) LibC.receive(fd, memory, 0);
      byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      Files.write(DIRECTORY.resolve(name), bytes);
    } finally {
      LibC.close(fd);
    }
  }
}
