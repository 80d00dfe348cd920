package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.linux.diag.KernelState;

/// Where things are in `struct estats_record`, by the object's own type information.
final class RecordLayout {

  private static final String RECORD = "estats_record";
  private static final String FIGURES = "Figures.";
  private static final int INET = 2;
  private static final int NOT_IN_RECORD = -1;

  private static final RecordLayout SHIPPED = new RecordLayout(KernelObject.shipped().types());

  private final int size;
  private final int result;
  private final int taken;
  private final int cookie;
  private final int netns;
  private final int device;
  private final int on;
  private final int state;
  private final int uid;
  private final int family;
  private final int localPort;
  private final int remotePort;
  private final int local;
  private final int remote;
  private final int since;

  /// By [Member#index()]: where the member is, and the switch without which it means nothing.
  private final int[] members;

  private final int[] switches;

  /// By the ordinal of [KernelFigure].
  private final int[] figures;

  private RecordLayout(Btf types) {
    size = types.sizeOf(RECORD);
    result = types.offsetOf(RECORD, "result");
    taken = types.offsetOf(RECORD, "taken");
    cookie = types.offsetOf(RECORD, "cookie");
    netns = types.offsetOf(RECORD, "netns");
    device = types.offsetOf(RECORD, "device");
    on = types.offsetOf(RECORD, "on");
    state = types.offsetOf(RECORD, "state");
    uid = types.offsetOf(RECORD, "uid");
    family = types.offsetOf(RECORD, "family");
    localPort = types.offsetOf(RECORD, "local_port");
    remotePort = types.offsetOf(RECORD, "remote_port");
    local = types.offsetOf(RECORD, "local");
    remote = types.offsetOf(RECORD, "remote");
    since = types.offsetOf(RECORD, "since");
    members = new int[Catalogue.members().size()];
    switches = new int[members.length];
    for (Member m : Catalogue.members()) {
      members[m.index()] =
          types.has(RECORD, m.qualifiedName())
              ? types.offsetOf(RECORD, m.qualifiedName())
              : NOT_IN_RECORD;
      switches[m.index()] = m.collectedBy().map(Switch::bit).orElse(0);
    }
    figures = new int[KernelFigure.values().length];
    for (KernelFigure f : KernelFigure.values()) {
      String name = FIGURES + f.figureName();
      figures[f.ordinal()] = types.has(RECORD, name) ? types.offsetOf(RECORD, name) : NOT_IN_RECORD;
    }
  }

  /// The layout of the object this version ships.
  static RecordLayout shipped() {
    return SHIPPED;
  }

  /// The size of a record in bytes.
  int size() {
    return size;
  }

  /// Whether a record is of the object this version ships.
  boolean isOurs(MemorySegment record) {
    return record.get(JAVA_INT_UNALIGNED, 0) == KernelObject.shipped().layout();
  }

  /// How the reading ended, by the kernel half's `estats_result`.
  int result(MemorySegment record) {
    return record.get(JAVA_INT_UNALIGNED, result);
  }

  /// The network namespace of the connection, by inode.
  long netns(MemorySegment record) {
    return Integer.toUnsignedLong(record.get(JAVA_INT_UNALIGNED, netns));
  }

  /// The switches that are on, as a mask.
  int on(MemorySegment record) {
    return record.get(JAVA_INT_UNALIGNED, on);
  }

  /// The connection a record is of.
  Connection connection(MemorySegment record) {
    return new Connection(
        endpoint(record, local, localPort),
        endpoint(record, remote, remotePort),
        netns(record),
        record.get(JAVA_INT_UNALIGNED, device),
        record.get(JAVA_LONG_UNALIGNED, cookie));
  }

  /// A record that was made just now as a snapshot.
  Snapshot snapshot(MemorySegment record) {
    return snapshot(record, Instant.now());
  }

  /// When a record was made, in nanoseconds since boot.
  long takenNanos(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, taken);
  }

  /// The user who owns the socket.
  int uid(MemorySegment record) {
    return record.get(JAVA_INT_UNALIGNED, uid);
  }

  /// A record as a snapshot.
  ///
  /// @param now the moment at which it was made
  Snapshot snapshot(MemorySegment record, Instant now) {
    long boot = takenNanos(record);
    Map<Switch, Instant> sinceWhen = new EnumMap<>(Switch.class);
    int mask = on(record);
    for (Switch s : Switch.values()) {
      if ((mask & s.bit()) != 0) {
        long began = record.get(JAVA_LONG_UNALIGNED, since + 8L * s.ordinal());
        sinceWhen.put(s, now.minusNanos(boot - began));
      }
    }
    Snapshot snapshot =
        new Snapshot(
            connection(record),
            KernelState.of(record.get(JAVA_INT_UNALIGNED, state)),
            now,
            sinceWhen,
            values(record, mask));
    return mask == 0 ? snapshot : snapshot.withFigures(figures(record));
  }

  private long[] figures(MemorySegment record) {
    long[] numbers = new long[figures.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          figures[i] == NOT_IN_RECORD
              ? Absence.NOT_COLLECTED.code()
              : record.get(JAVA_LONG_UNALIGNED, figures[i]);
    }
    return numbers;
  }

  private long[] values(MemorySegment record, int mask) {
    long[] values = new long[members.length];
    for (int i = 0; i < values.length; i++) {
      if (members[i] == NOT_IN_RECORD) {
        values[i] = Absence.NOT_COLLECTED.code();
      } else if ((mask & switches[i]) != switches[i]) {
        values[i] = Absence.OFF.code();
      } else {
        values[i] = record.get(JAVA_LONG_UNALIGNED, members[i]);
      }
    }
    return values;
  }

  private Endpoint endpoint(MemorySegment record, int address, int port) {
    byte[] bytes = new byte[record.get(JAVA_INT_UNALIGNED, family) == INET ? 4 : 16];
    MemorySegment.ofArray(bytes).copyFrom(record.asSlice(address, bytes.length));
    try {
      return new Endpoint(
          InetAddress.getByAddress(bytes),
          Short.toUnsignedInt(record.get(JAVA_SHORT_UNALIGNED, port)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ExceptionInInitializerError("Estats runs on little-endian machines");
    }
  }
}
