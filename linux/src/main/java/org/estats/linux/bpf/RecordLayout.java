package org.estats.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.KernelFigure;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;

/// Where things are in `struct estats_record`, by the object's own type information. What is asked
/// of a place is of the record that begins there.
final class RecordLayout {

  private static final String RECORD = "estats_record";
  private static final String FIGURES = "Figures";
  private static final int INET = 2;
  private static final long MAPPED = 0xFFFFL << 32;
  private static final ValueLayout.OfLong NETWORK_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int ALL_ON = Arrays.stream(Switch.values()).mapToInt(Switch::bit).sum();

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
  private final int inode;
  private final int receiveQueue;
  private final int sendQueue;
  private final int ofTcpInfo;
  private final int leftOut;

  /// By [Member#index()]: where the member is, and the switch without which it means nothing.
  private final int[] members;

  private final int[] switches;

  /// By the ordinal of [KernelFigure].
  private final int[] figures;

  private final List<NumberRun> memberRuns;
  private final List<NumberRun> figureRuns;

  /// Of whole records of the object that has these types.
  RecordLayout(Btf types) {
    this(types, EnumSet.allOf(Group.class));
  }

  /// @param groups those whose parts a record has; if not all, the parts follow one another
  private RecordLayout(Btf types, Set<Group> groups) {
    boolean isWhole = groups.size() == Group.values().length;
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
    inode = types.offsetOf(RECORD, "inode");
    receiveQueue = types.offsetOf(RECORD, "receive_queue");
    sendQueue = types.offsetOf(RECORD, "send_queue");
    ofTcpInfo = types.offsetOf(RECORD, "of_tcp_info");
    leftOut = types.offsetOf(RECORD, "left_out");
    members = new int[Catalogue.members().size()];
    switches = new int[members.length];
    int at = types.offsetOf(RECORD, Group.SYN_OPTS.estatsName());
    for (Group group : Group.values()) {
      boolean isIn = groups.contains(group) && types.has(RECORD, group.estatsName());
      int part = isIn ? types.offsetOf(RECORD, group.estatsName()) : 0;
      at = isIn && isWhole ? part : at; // another version may have something in between
      Map<String, Integer> offsets = isIn ? types.offsetsOf(RECORD, group.estatsName()) : Map.of();
      for (Member m : Catalogue.members(group)) {
        Integer offset = offsets.get(m.estatsName());
        members[m.index()] = offset == null ? NumberRun.NOT_IN_RECORD : at + offset - part;
        switches[m.index()] = m.collectedBy().isPresent() ? m.collectedBy().get().bit() : 0;
      }
      at += isIn ? types.sizeOf(RECORD, group.estatsName()) : 0;
    }
    size = isWhole ? types.sizeOf(RECORD) : at;
    figures = new int[KernelFigure.values().length];
    Map<String, Integer> figureOffsets = types.offsetsOf(RECORD, FIGURES);
    for (KernelFigure f : KernelFigure.values()) {
      figures[f.ordinal()] = figureOffsets.getOrDefault(f.figureName(), NumberRun.NOT_IN_RECORD);
    }
    memberRuns = NumberRun.of(members);
    figureRuns = NumberRun.of(figures);
  }

  /// The layout of records with the parts of some groups only.
  static RecordLayout of(Set<Group> groups) {
    return groups.size() == Group.values().length
        ? SHIPPED
        : new RecordLayout(KernelObject.shipped().types(), groups);
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

  /// The state of the connection, by the kernel's number.
  int state(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + state);
  }

  /// When a record was made, in nanoseconds since boot.
  long takenNanos(MemorySegment records, long at) {
    return records.get(JAVA_LONG_UNALIGNED, at + taken);
  }

  /// The cookie of the socket.
  long cookie(MemorySegment records, long at) {
    return records.get(JAVA_LONG_UNALIGNED, at + cookie);
  }

  /// How the reading ended, by the kernel half's `estats_result`.
  int result(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + result);
  }

  /// The network namespace of the connection, by inode.
  long netns(MemorySegment records, long at) {
    return Integer.toUnsignedLong(records.get(JAVA_INT_UNALIGNED, at + netns));
  }

  /// The device the socket is bound to, by index; 0 for none.
  int device(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + device);
  }

  /// The user who owns the socket.
  int uid(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + uid);
  }

  /// The switches that are on, as a mask.
  int on(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + on);
  }

  long inode(MemorySegment records, long at) {
    return records.get(JAVA_LONG_UNALIGNED, at + inode);
  }

  long receiveQueue(MemorySegment records, long at) {
    return Integer.toUnsignedLong(records.get(JAVA_INT_UNALIGNED, at + receiveQueue));
  }

  long sendQueue(MemorySegment records, long at) {
    return Integer.toUnsignedLong(records.get(JAVA_INT_UNALIGNED, at + sendQueue));
  }

  boolean isIpv4(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + family) == INET;
  }

  int localPort(MemorySegment records, long at) {
    return Short.toUnsignedInt(records.get(JAVA_SHORT_UNALIGNED, at + localPort));
  }

  int remotePort(MemorySegment records, long at) {
    return Short.toUnsignedInt(records.get(JAVA_SHORT_UNALIGNED, at + remotePort));
  }

  /// Since when a switch is on, in nanoseconds since boot; 0 if it is off.
  long sinceNanos(MemorySegment records, long at, Switch s) {
    return (on(records, at) & s.bit()) == 0
        ? 0
        : records.get(JAVA_LONG_UNALIGNED, at + since + (long) Long.BYTES * s.ordinal());
  }

  long localHigh(MemorySegment records, long at) {
    return high(records, at, local);
  }

  long localLow(MemorySegment records, long at) {
    return low(records, at, local);
  }

  long remoteHigh(MemorySegment records, long at) {
    return high(records, at, remote);
  }

  long remoteLow(MemorySegment records, long at) {
    return low(records, at, remote);
  }

  private long high(MemorySegment records, long at, int address) {
    return isIpv4(records, at) ? 0 : records.get(NETWORK_LONG, at + address);
  }

  private long low(MemorySegment records, long at, int address) {
    return isIpv4(records, at)
        ? MAPPED | Integer.toUnsignedLong(records.get(NETWORK_INT, at + address))
        : records.get(NETWORK_LONG, at + address + Long.BYTES);
  }

  /// The groups whose parts a record lacks, as a mask.
  int leftOut(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + leftOut);
  }

  /// The connection a record is of.
  Connection connection(MemorySegment record) {
    return new Connection(
        endpoint(record, local, localPort),
        endpoint(record, remote, remotePort),
        netns(record, 0),
        device(record, 0),
        cookie(record, 0));
  }

  /// What the kernel knows besides the members, by the ordinal of [KernelFigure].
  long[] figures(MemorySegment record) {
    return NumberRun.read(record, figureRuns, figures.length);
  }

  /// All members, by [Member#index()]: times in microseconds, absent ones as [Absence#code()].
  long[] values(MemorySegment record) {
    long[] values = NumberRun.read(record, memberRuns, members.length);
    int mask = on(record, 0);
    if (mask == ALL_ON || isOfTcpInfo(record, 0)) {
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      if ((mask & switches[i]) != switches[i] && members[i] != NumberRun.NOT_IN_RECORD) {
        values[i] = Absence.OFF.code();
      }
    }
    return values;
  }

  private long value(MemorySegment records, long at, int index, int mask, boolean all) {
    if (members[index] == NumberRun.NOT_IN_RECORD) {
      return Absence.NOT_COLLECTED.code();
    }
    if (!all && (mask & switches[index]) != switches[index]) {
      return Absence.OFF.code();
    }
    return records.get(JAVA_LONG_UNALIGNED, at + members[index]);
  }

  /// A member of the record that begins at a place: times in microseconds, absent ones as
  /// [Absence#code()].
  long exact(MemorySegment records, long at, int index) {
    int mask = on(records, at);
    return value(records, at, index, mask, mask == 0 && isOfTcpInfo(records, at));
  }

  /// Whether nothing is on and the members are those of tcp_info.
  boolean isOfTcpInfo(MemorySegment records, long at) {
    return records.get(JAVA_INT_UNALIGNED, at + ofTcpInfo) != 0;
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
