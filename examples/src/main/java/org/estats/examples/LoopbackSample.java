package org.estats.examples;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.estats.win32.IpHlpApi.FormatMessage;
import static org.estats.win32.IpHlpApi.GetPerTcp6ConnectionEStats;
import static org.estats.win32.IpHlpApi.GetPerTcpConnectionEStats;
import static org.estats.win32.IpHlpApi.GetTcp6Table;
import static org.estats.win32.IpHlpApi.GetTcpTable;
import static org.estats.win32.IpHlpApi.SetPerTcp6ConnectionEStats;
import static org.estats.win32.IpHlpApi.SetPerTcpConnectionEStats;
import static org.estats.win32.TcpEstats.TCP_ESTATS_BANDWIDTH_RW_v0;
import static org.estats.win32.TcpEstats.TcpBoolOptEnabled;
import static org.estats.win32.TcpEstats.TcpConnectionEstatsData;
import static org.estats.win32.TcpEstats.TcpConnectionEstatsMaximum;
import static org.estats.win32.TcpMib.MIB_TCP_STATE_ESTAB;
import static org.estats.win32.WinError.ERROR_INSUFFICIENT_BUFFER;
import static org.estats.win32.WinError.ERROR_NOT_SUPPORTED;
import static org.estats.win32.WinError.NO_ERROR;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.estats.Connection;
import org.estats.catalogue.Part;
import org.estats.win32.Family;
import org.estats.win32.Structure;
import org.estats.win32.TcpEstats;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;

/// The flow of the sample in Windows' documents, call for call: a connection over loopback, its two
/// rows in the connection table, all types switched on, everything read, 1000 bytes sent,
/// everything read again.
///
/// Three things are other than there. A row is found by addresses and ports, of which the low
/// halves count. The table is asked for until it fits. Nothing is switched off at the end, since
/// others may be watching the same connection.
public final class LoopbackSample {

  private static final MemorySegment NULL = MemorySegment.NULL;

  private final Family family;
  private final Structure rowShape;

  private LoopbackSample(Family family) {
    this.family = family;
    this.rowShape = family.row();
  }

  /// Runs the sample over IPv4, then over IPv6; needs the right to switch statistics on.
  public static void main(String[] args) throws Exception {
    new LoopbackSample(Family.IPV4).run(InetAddress.getByName("127.0.0.1"));
    new LoopbackSample(Family.IPV6).run(InetAddress.getByName("::1"));
  }

  private void run(InetAddress loopback) throws Exception {
    try (Arena arena = Arena.ofConfined();
        var listener = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
        var client = SocketChannel.open(listener.getLocalAddress());
        var server = listener.accept()) {
      MemorySegment clientRow = findRow(arena, Connection.of(client));
      MemorySegment serverRow = findRow(arena, Connection.of(server));
      for (int type = TcpConnectionEstatsData; type < TcpConnectionEstatsMaximum; type++) {
        enable(arena, clientRow, type);
        enable(arena, serverRow, type);
      }
      printAll(arena, "client, before", clientRow);
      printAll(arena, "server, before", serverRow);
      client.write(ByteBuffer.allocate(1000));
      server.socket().getInputStream().readNBytes(1000);
      printAll(arena, "client, after 1000 bytes", clientRow);
      printAll(arena, "server, after 1000 bytes", serverRow);
    }
  }

  /// The row of one end of a connection. [TcpRow] swaps what is in network order, and passes over
  /// the upper halves of ports, which may hold anything.
  private MemorySegment findRow(Arena arena, Connection end) {
    MemorySegment table = connectionTable(arena);
    for (int i = 0; i < table.get(JAVA_INT, 0); i++) {
      long at = TcpMib.ROWS + (long) i * rowShape.byteSize();
      MemorySegment row = table.asSlice(at, rowShape.byteSize());
      TcpRow read = TcpRow.read(rowShape, row);
      if (read.state() == MIB_TCP_STATE_ESTAB && read.connection().equals(end)) {
        return row;
      }
    }
    throw new IllegalStateException("the connection is not in the table");
  }

  private MemorySegment connectionTable(Arena arena) {
    MemorySegment size = arena.allocateFrom(JAVA_INT, 0);
    MemorySegment table = NULL;
    int code = table(table, size);
    for (int i = 0; i < 10 && code == ERROR_INSUFFICIENT_BUFFER; i++) {
      int roomy = size.get(JAVA_INT, 0) + 10 * rowShape.byteSize();
      size.set(JAVA_INT, 0, roomy);
      table = arena.allocate(roomy, Integer.BYTES);
      code = table(table, size);
    }
    check("GetTcpTable", code);
    return table;
  }

  private int table(MemorySegment table, MemorySegment size) {
    return switch (family) {
      case IPV4 -> GetTcpTable(table, size, true);
      case IPV6 -> GetTcp6Table(table, size, true);
    };
  }

  private void enable(Arena arena, MemorySegment row, int type) {
    Structure structure = TcpEstats.rw(TcpEstats.type(type).orElseThrow()).orElseThrow();
    MemorySegment rw = arena.allocate(structure.layout());
    if (structure == TCP_ESTATS_BANDWIDTH_RW_v0) { // both of its members in one call
      structure.set(rw, "EnableCollectionOutbound", TcpBoolOptEnabled);
      structure.set(rw, "EnableCollectionInbound", TcpBoolOptEnabled);
    } else {
      structure.set(rw, "EnableCollection", 1);
    }
    int size = structure.byteSize();
    int code =
        switch (family) {
          case IPV4 -> SetPerTcpConnectionEStats(row, type, rw, 0, size, 0);
          case IPV6 -> SetPerTcp6ConnectionEStats(row, type, rw, 0, size, 0);
        };
    if (code == ERROR_NOT_SUPPORTED) {
      System.out.println(structure.name() + ": " + FormatMessage(code));
    } else {
      check("SetPerTcpConnectionEStats", code);
    }
  }

  private void printAll(Arena arena, String title, MemorySegment row) {
    System.out.println("--- " + family + " " + title);
    for (int type = 0; type < TcpConnectionEstatsMaximum; type++) {
      print(arena, row, type);
    }
  }

  /// Reads the switches in the call that reads what they switch: with a switch off, the rest says
  /// nothing.
  private void print(Arena arena, MemorySegment row, int type) {
    var group = TcpEstats.type(type).orElseThrow();
    Optional<Structure> rw = TcpEstats.rw(group);
    Optional<Structure> ros = TcpEstats.readOnly(group, Part.ROS);
    Optional<Structure> rod = TcpEstats.readOnly(group, Part.ROD);
    MemorySegment rwAt = allocate(arena, rw);
    MemorySegment rosAt = allocate(arena, ros);
    MemorySegment rodAt = allocate(arena, rod);
    int code =
        switch (family) {
          case IPV4 ->
              GetPerTcpConnectionEStats(
                  row, type, rwAt, 0, size(rw), rosAt, 0, size(ros), rodAt, 0, size(rod));
          case IPV6 ->
              GetPerTcp6ConnectionEStats(
                  row, type, rwAt, 0, size(rw), rosAt, 0, size(ros), rodAt, 0, size(rod));
        };
    check("GetPerTcpConnectionEStats", code);
    boolean isOn =
        rw.map(s -> s.members().stream().allMatch(member -> s.get(rwAt, member) != 0)).orElse(true);
    if (isOn) {
      ros.ifPresent(s -> print(s, rosAt));
      rod.ifPresent(s -> print(s, rodAt));
    } else {
      System.out.println(group.estatsName() + " is off");
    }
  }

  private static void print(Structure structure, MemorySegment at) {
    for (String member : structure.members()) {
      long value = structure.get(at, member);
      boolean isAbsent = value == (structure.size(member) == 8 ? -1 : 0xFFFFFFFFL);
      String shown = isAbsent ? "-" : Long.toUnsignedString(value);
      System.out.println(structure.name() + "." + member + " = " + shown);
    }
  }

  private static MemorySegment allocate(Arena arena, Optional<Structure> structure) {
    return structure.map(s -> arena.allocate(s.layout())).orElse(NULL);
  }

  private static int size(Optional<Structure> structure) {
    return structure.map(Structure::byteSize).orElse(0);
  }

  private static void check(String call, int code) {
    if (code != NO_ERROR) {
      System.err.println(call + ": " + FormatMessage(code) + " (" + code + ")");
      System.exit(1);
    }
  }
}
