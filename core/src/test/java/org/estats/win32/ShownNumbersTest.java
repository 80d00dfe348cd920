package org.estats.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Part;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;
import org.estats.catalogue.SynOptsMember;
import org.estats.catalogue.Unit;
import org.estats.catalogue.Width;
import org.junit.jupiter.api.Test;

/// How a member's number, or its absence, is shown in a structure.
final class ShownNumbersTest {

  private static final Connection CONNECTION =
      ConnectionText.parse("192.0.2.1:50000-198.51.100.9:443");
  private static final MemorySegment NULL = MemorySegment.NULL;

  private final Arena arena = Arena.ofAuto();
  private final OneConnectionSource source = new OneConnectionSource(CONNECTION);
  private final IpHelper calls = IpHelper.of(source);
  private final MemorySegment row = arena.allocate(TcpMib.MIB_TCPROW.layout());

  ShownNumbersTest() {
    TcpRow.of(CONNECTION, TcpState.ESTABLISHED, 0).write(TcpMib.MIB_TCPROW, row);
  }

  private int set(Group group, long... values) {
    Structure rw = TcpEstats.rw(group).orElseThrow();
    MemorySegment at = arena.allocate(rw.layout());
    for (int i = 0; i < values.length; i++) {
      rw.set(at, rw.members().get(i), values[i]);
    }
    return calls.SetPerTcpConnectionEStats(row, group.ordinal(), at, 0, rw.byteSize(), 0);
  }

  private void allOn() {
    for (Group group : Group.values()) {
      if (!group.switches().isEmpty()) {
        assertThat(set(group, group == Group.BANDWIDTH ? new long[] {1, 1} : new long[] {1}))
            .isZero();
      }
    }
    assertThat(source.on()).containsExactlyInAnyOrder(Switch.values());
  }

  /// A member as its structure shows it.
  private long shown(Member member) {
    Structure structure = TcpEstats.readOnly(member.group(), member.part()).orElseThrow();
    MemorySegment at = arena.allocate(structure.layout()).fill((byte) 0x5A);
    boolean isRos = member.part() == Part.ROS;
    int size = structure.byteSize();
    int code =
        calls.GetPerTcpConnectionEStats(
            row,
            member.group().ordinal(),
            NULL,
            0,
            0,
            isRos ? at : NULL,
            0,
            isRos ? size : 0,
            isRos ? NULL : at,
            0,
            isRos ? 0 : size);
    assertThat(code).isZero();
    return structure.get(at, member.estatsName());
  }

  @Test
  void everyMemberIsShownInItsPlace() {
    allOn();
    for (Member member : Catalogue.members()) {
      boolean isByte = member.width().bytes() == 1;
      source.put(member, isByte ? 1 : 1000L * (member.index() + 1));
    }
    for (Member member : Catalogue.members()) {
      boolean isMillis = member.unit() == Unit.MILLISECONDS;
      long number = member.width().bytes() == 1 ? 1 : (isMillis ? 1 : 1000L) * (member.index() + 1);
      assertThat(shown(member)).as(member.qualifiedName()).isEqualTo(number);
    }
  }

  @Test
  void whatIsAbsentIsAllOnesAndABooleanFalse() {
    allOn();
    for (Absence why : Absence.values()) {
      Catalogue.members().forEach(member -> source.put(member, why.code()));
      for (Member member : Catalogue.members()) {
        long ones =
            switch (member.width()) {
              case BOOLEAN -> 0;
              case UCHAR -> 0xFF;
              case ULONG -> 0xFFFFFFFFL;
              case SIZE_T, ULONG64 -> -1;
            };
        assertThat(shown(member)).as(member.qualifiedName() + ": " + why).isEqualTo(ones);
      }
    }
  }

  @Test
  void whatIsOffIsZero() {
    Catalogue.members().forEach(member -> source.put(member, 77));
    for (Member member : Catalogue.members()) {
      boolean isBoolean = member.width() == Width.BOOLEAN;
      long number = member.group() != Group.SYN_OPTS ? 0 : isBoolean ? 1 : 77;
      assertThat(shown(member)).as(member.qualifiedName()).isEqualTo(number);
    }
  }

  @Test
  void narrowMembersShowTheirLow32BitsAndWideOnesAll() {
    allOn();
    source.put(PathMember.BYTES_RETRANS, 0x5_0000_0007L);
    source.put(DataMember.DATA_BYTES_OUT, 0x5_0000_0007L);
    source.put(SendBuffMember.CUR_RETX_QUEUE, 0x5_0000_0007L);
    source.put(SndCongMember.LIM_CWND, 0xFFFF_FFFFL);
    source.put(RecMember.WIN_SCALE_SENT, 255);
    assertThat(shown(PathMember.BYTES_RETRANS)).isEqualTo(7);
    assertThat(shown(DataMember.DATA_BYTES_OUT)).isEqualTo(0x5_0000_0007L);
    assertThat(shown(SendBuffMember.CUR_RETX_QUEUE)).isEqualTo(0x5_0000_0007L);
    assertThat(shown(SndCongMember.LIM_CWND)).isEqualTo(0xFFFF_FFFFL);
    assertThat(shown(RecMember.WIN_SCALE_SENT)).isEqualTo(255);
  }

  @Test
  void timesOfPathAreMillisecondsRoundedHalfUp() {
    allOn();
    source.put(PathMember.SMOOTHED_RTT, 1_499);
    assertThat(shown(PathMember.SMOOTHED_RTT)).isEqualTo(1);
    source.put(PathMember.SMOOTHED_RTT, 1_500);
    assertThat(shown(PathMember.SMOOTHED_RTT)).isEqualTo(2);
  }

  @Test
  void theHalvesOfBandwidthAreSwitchedAndShownApart() {
    for (BandwidthMember member : BandwidthMember.values()) {
      source.put(member, 1);
    }
    assertThat(set(Group.BANDWIDTH, -1, 1)).isZero();
    assertThat(source.on()).containsExactly(Switch.BANDWIDTH_IN);
    assertThat(shown(BandwidthMember.INBOUND_BANDWIDTH)).isEqualTo(1);
    assertThat(shown(BandwidthMember.INBOUND_BANDWIDTH_PEAKED)).isEqualTo(1);
    assertThat(shown(BandwidthMember.OUTBOUND_BANDWIDTH)).isZero();
    assertThat(shown(BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED)).isZero();
    assertThat(set(Group.BANDWIDTH, 1, 0)).isZero();
    assertThat(source.on()).containsExactly(Switch.BANDWIDTH_OUT);
    assertThat(set(Group.BANDWIDTH, -1, -1)).isZero();
    assertThat(set(Group.BANDWIDTH, 0, 2)).isEqualTo(87);
    assertThat(source.on()).containsExactly(Switch.BANDWIDTH_OUT);
    MemorySegment rw = arena.allocate(8);
    int code =
        calls.GetPerTcpConnectionEStats(
            row, Group.BANDWIDTH.ordinal(), rw, 0, 8, NULL, 0, 0, NULL, 0, 0);
    assertThat(code).isZero();
    assertThat(rw.toArray(JAVA_INT)).containsExactly(1, 0);
  }

  @Test
  void aByteThatIsNotZeroSwitchesOn() {
    assertThat(set(Group.PATH, 0xFF)).isZero();
    assertThat(source.on()).containsExactly(Switch.PATH);
    assertThat(set(Group.PATH, 0)).isZero();
    assertThat(source.on()).isEmpty();
  }

  @Test
  void withoutTheRightSetIs5AndGetGoesOn() {
    allOn();
    source.denySet();
    source.put(SynOptsMember.MSS_SENT, 1460);
    assertThat(set(Group.PATH, 0)).isEqualTo(5);
    assertThat(shown(SynOptsMember.MSS_SENT)).isEqualTo(1460);
    assertThat(source.on()).contains(Switch.PATH);
  }

  @Test
  void whateverASourceThrowsIsACode() {
    for (EstatsException.Kind kind : EstatsException.Kind.values()) {
      source.fail(new EstatsException(kind, "on purpose"));
      int code =
          switch (kind) {
            case NOT_FOUND -> 1168;
            case ACCESS_DENIED -> 5;
            case NOT_SUPPORTED -> 50;
            case INVALID -> 87;
            case BUSY -> 170;
            case FAILED -> 31;
          };
      assertThat(set(Group.PATH, 1)).as(kind.name()).isEqualTo(code);
      assertThat(calls.GetTcpTable(NULL, arena.allocate(4), true)).isEqualTo(code);
      assertThat(IpHlpApi.FormatMessage(code)).endsWith(".");
    }
    source.fail(new ArithmeticException("on purpose"));
    assertThat(set(Group.PATH, 1)).isEqualTo(31);
    assertThat(IpHlpApi.FormatMessage(4711)).isEqualTo("error 0x1267");
  }

  @Test
  void withoutAnySourceEveryCallIsNotSupported() {
    MemorySegment size = arena.allocate(4);
    assertThat(IpHlpApi.GetTcpTable(NULL, size, true)).isEqualTo(50);
    assertThat(IpHlpApi.GetTcp6Table2(NULL, size, true)).isEqualTo(50);
    assertThat(IpHlpApi.GetExtendedTcpTable(NULL, size, true, 2, 5, 0)).isEqualTo(50);
    assertThat(IpHlpApi.SetPerTcpConnectionEStats(row, 1, NULL, 0, 0, 0)).isEqualTo(50);
    assertThat(IpHlpApi.GetPerTcp6ConnectionEStats(row, 1, NULL, 0, 0, NULL, 0, 0, NULL, 0, 0))
        .isEqualTo(50);
    assertThatExceptionOfType(EstatsException.class).isThrownBy(Estats::system);
  }

  @Test
  void rowsAreWrittenAndReadInAllTheirShapes() {
    Connection six = ConnectionText.parse("[2001:db8::1]:50001-[fe80::2]:80");
    for (Structure shape :
        new Structure[] {TcpMib.MIB_TCP6ROW, TcpMib.MIB_TCP6ROW2, TcpMib.MIB_TCP6ROW_OWNER_PID}) {
      boolean hasOwner = shape != TcpMib.MIB_TCP6ROW;
      TcpRow written = new TcpRow(10, six.local(), 0, six.remote(), 3, hasOwner ? 99 : 0);
      MemorySegment at = arena.allocate(shape.byteSize() + 1).asSlice(1).fill((byte) -1);
      written.write(shape, at);
      assertThat(TcpRow.read(shape, at)).isEqualTo(written);
      assertThat(at.get(JAVA_BYTE, shape.offset("dwLocalPort"))).isEqualTo((byte) (50001 >> 8));
    }
    assertThat(TcpMib.state(10)).isEqualTo(TcpState.LAST_ACK);
    MemorySegment size = arena.allocateFrom(JAVA_INT, 100);
    MemorySegment table = arena.allocate(100);
    assertThat(calls.GetTcpTable(table, size, true)).isZero();
    assertThat(TcpRow.read(TcpMib.MIB_TCPROW, table.asSlice(4)).state())
        .isEqualTo(TcpMib.MIB_TCP_STATE_LAST_ACK);
  }
}
