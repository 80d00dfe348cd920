package org.estats.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.catalogue.Group;
import org.estats.win32.Family;
import org.estats.win32.Structure;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;

/// A library compiled from C that stands in for `iphlpapi.dll`, and the means to say what it
/// answers.
@SuppressWarnings("restricted")
final class StandIn implements AutoCloseable {

  /// Which calls of the library are meant.
  enum Call {
    GET,
    SET,
    TABLE
  }

  /// Which structure of a group.
  enum Part {
    RW,
    ROS,
    ROD
  }

  private final Arena arena = Arena.ofShared();
  private final SymbolLookup library;

  private StandIn(Path compiled) {
    library = SymbolLookup.libraryLookup(compiled, arena);
    call("standin_reset");
  }

  /// Compiles and loads it; skips the test where there is no C compiler.
  static StandIn compile(Path folder) throws IOException, InterruptedException {
    boolean hasCompiler =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "gcc")));
    assumeTrue(hasCompiler, "needs a C compiler: apt-get install gcc libc6-dev");
    Path source = folder.resolve("standin.c");
    try (InputStream in = StandIn.class.getResourceAsStream("standin.c")) {
      Files.write(source, in.readAllBytes());
    }
    Path compiled = folder.resolve("iphlpapi.so");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-shared",
                "-fPIC",
                "-o",
                compiled.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc refuses the stand-in:\n" + said);
    }
    return new StandIn(compiled);
  }

  /// The source over it.
  WindowsSource source() {
    return new WindowsSource(() -> new IpHlpApiDll(library));
  }

  void reset() {
    call("standin_reset");
  }

  /// Adds a connection to the tables.
  ///
  /// @return its number
  int add(Family family, TcpRow row) {
    Structure shape =
        family == Family.IPV4 ? TcpMib.MIB_TCPROW_OWNER_PID : TcpMib.MIB_TCP6ROW_OWNER_PID;
    try (Arena local = Arena.ofConfined()) {
      MemorySegment written = local.allocate(shape.layout());
      row.write(shape, written);
      // Windows leaves what it likes in the upper half of a port.
      written.set(
          JAVA_INT,
          shape.offset("dwRemotePort"),
          written.get(JAVA_INT, shape.offset("dwRemotePort")) | 0xBEEF0000);
      return call(family == Family.IPV4 ? "standin_add4" : "standin_add6", written);
    }
  }

  /// Adds an established connection of this process, as it were.
  int add(Connection connection) {
    Family family = connection.local().isIpv4() ? Family.IPV4 : Family.IPV6;
    return add(family, row(connection, TcpMib.MIB_TCP_STATE_ESTAB));
  }

  static TcpRow row(Connection connection, int state) {
    Endpoint local = connection.local();
    return new TcpRow(state, local, 0, connection.remote(), 0, 77);
  }

  /// Writes one structure of one connection.
  void store(int index, Group group, Part part, byte[] bytes) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment from = local.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      call("standin_store", index, group.ordinal(), part.ordinal(), from, bytes.length);
    }
  }

  /// Reads one structure of one connection.
  byte[] load(int index, Group group, Part part, int bytes) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment to = local.allocate(bytes);
      call("standin_load", index, group.ordinal(), part.ordinal(), to, bytes);
      return to.toArray(JAVA_BYTE);
    }
  }

  /// Lets no one set.
  void deny() {
    call("standin_deny", 1);
  }

  /// Has the next calls of a kind end with a code.
  void force(Call kind, int code, int times) {
    call("standin_force", kind.ordinal(), code, times);
  }

  /// Has connections begin between the next calls for a table.
  void grow(int rows, int times) {
    call("standin_grow", rows, times);
  }

  /// Has a table say that it has more rows than it has.
  void lie(int rows) {
    call("standin_lie", rows);
  }

  /// How many calls of a kind there have been.
  int calls(Call kind) {
    return call("standin_calls", kind.ordinal());
  }

  private int call(String name, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments)
            .map(a -> a instanceof Integer ? JAVA_INT : ADDRESS)
            .toArray(MemoryLayout[]::new);
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable t) {
      throw new IllegalStateException(name, t);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
