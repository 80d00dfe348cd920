package org.estats.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionText;
import org.estats.Endpoint;
import org.estats.Estats;
import org.estats.EstatsException;
import org.estats.HeldRow;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.BandwidthMember;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;
import org.estats.catalogue.SynOptsMember;
import org.estats.win32.Family;
import org.estats.win32.TcpMib;
import org.estats.win32.TcpRow;
import org.estats.win32.WinError;
import org.estats.windows.StandIn.Call;
import org.estats.windows.StandIn.Part;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The source, driven over a library that stands in for Windows'. It proves what is done with
/// Windows' answers as the documents describe them; it proves nothing about Windows.
final class WindowsSourceTest {

  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final Connection FOUR = ConnectionText.parse("192.0.2.1:50000-198.51.100.9:443");
  private static final Connection SIX =
      ConnectionText.parse("[2001:db8::1]:50001-[2001:db8::2]:80");

  @TempDir static Path folder;

  private static StandIn library;
  private static WindowsSource source;

  @BeforeAll
  static void compile() throws Exception {
    library = StandIn.compile(folder);
    source = library.source();
  }

  @BeforeEach
  void reset() {
    library.reset();
  }

  @AfterAll
  static void close() {
    if (library != null) {
      source.close();
      library.close();
    }
  }

  @Test
  void itIsChosenByItselfOnWindowsAndOnlyThere() {
    String system = System.getProperty("os.name");
    try {
      for (String other : List.of("Linux", "Mac OS X", "Darwin")) {
        System.setProperty("os.name", other);
        assertThat(new WindowsSource().rank()).as(other).isNegative();
      }
      System.setProperty("os.name", "Windows Server 2025");
      assertThat(Estats.system()).isInstanceOf(WindowsSource.class);
    } finally {
      System.setProperty("os.name", system);
    }
    assertThat(source.collectable()).containsExactlyInAnyOrder(Switch.values());
  }

  @Test
  void withoutTheLibraryItSaysSo() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "is Windows");
    assertKind(EstatsException.Kind.NOT_SUPPORTED, () -> new WindowsSource().connections());
  }

  @Test
  void whatIsOffIsOffAndNotTheRubbishThatWindowsLeavesThere() {
    library.add(FOUR);
    Snapshot now = source.get(FOUR);
    assertThat(now.on()).isEmpty();
    for (Member member : Catalogue.members()) {
      if (member.group() != Group.SYN_OPTS) {
        assertThat(now.value(member))
            .as(member.qualifiedName())
            .isEqualTo(new Value.Absent(Absence.OFF));
      }
    }
    assertThat(now.value(SynOptsMember.MSS_RCVD)).isEqualTo(new Value.Present(0));
  }

  @Test
  void aSwitchIsReadInTheCallThatReadsWhatItSwitches() {
    library.add(FOUR);
    source.get(FOUR);
    assertThat(library.calls(Call.GET)).isEqualTo(Group.values().length);
  }

  @Test
  void everyMemberComesFromItsPlaceInItsUnit() {
    for (Connection connection : List.of(FOUR, SIX)) {
      library.reset();
      int index = library.add(connection);
      source.set(connection, EnumSet.allOf(Switch.class), NONE);
      Map<Member, Long> shown = fill(index);
      Snapshot now = source.get(connection);
      assertThat(now.on()).containsExactlyInAnyOrder(Switch.values());
      assertThat(now.since(Switch.PATH)).as("Windows does not say").isEmpty();
      assertThat(now.state()).isEqualTo(TcpState.ESTABLISHED);
      shown.forEach((member, number) ->
          assertThat(now.value(member))
              .as(member.qualifiedName())
              .isEqualTo(new Value.Present(number)));
    }
  }

  /// Fills all structures, laid out here by the C compiler's rule rather than by what is tested.
  private static Map<Member, Long> fill(int index) {
    Map<Member, Long> shown = new HashMap<>();
    for (Group group : Group.values()) {
      ByteBuffer statics = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer dynamics = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
      for (Member member : Catalogue.members(group)) {
        boolean isStatic = group == Group.SYN_OPTS || member == SndCongMember.LIM_CWND;
        ByteBuffer to = isStatic ? statics : dynamics;
        int bytes = member.width().bytes();
        to.position((to.position() + bytes - 1) / bytes * bytes);
        long number =
            bytes == 1 || member == DataMember.SOFT_ERROR_REASON ? 1 : 1000 + member.index();
        switch (bytes) {
          case 1 -> to.put((byte) number);
          case 4 -> to.putInt((int) number);
          default -> to.putLong(number << 33 | number);
        }
        shown.put(member, bytes == 8 ? number << 33 | number : number);
      }
      library.store(index, group, Part.ROS, statics.array());
      library.store(index, group, Part.ROD, dynamics.array());
    }
    return shown;
  }

  @Test
  void allOnesAreAbsentAndNoNumber() {
    int index = library.add(FOUR);
    source.set(FOUR, EnumSet.allOf(Switch.class), NONE);
    byte[] ones = new byte[160];
    Arrays.fill(ones, (byte) -1);
    for (Group group : Group.values()) {
      library.store(index, group, Part.ROS, Arrays.copyOf(ones, 12));
      library.store(index, group, Part.ROD, ones);
    }
    Snapshot now = source.get(FOUR);
    for (Member member : Catalogue.members()) {
      if (member.width().bytes() > 1) {
        assertThat(now.value(member))
            .as(member.qualifiedName())
            .isEqualTo(new Value.Absent(Absence.NO_SAMPLE_YET));
      }
    }
    assertThat(now.value(SynOptsMember.ACTIVE_OPEN)).isEqualTo(new Value.Present(1));
    assertThat(now.value(RecMember.WIN_SCALE_SENT)).isEqualTo(new Value.Present(255));
    assertThat(now.value(ObsRecMember.WIN_SCALE_RCVD)).isEqualTo(new Value.Present(255));
  }

  @Test
  void softErrorReasonsAreTheCataloguesAndUnknownOnesAreAbsent() {
    int index = library.add(FOUR);
    source.set(FOUR, EnumSet.of(Switch.DATA), NONE);
    for (int reason = 0; reason <= 10; reason++) {
      byte[] rod = new byte[96];
      rod[52] = (byte) reason;
      library.store(index, Group.DATA, Part.ROD, rod);
      assertThat(source.get(FOUR).value(DataMember.SOFT_ERROR_REASON))
          .isEqualTo(reason <= 8 ? new Value.Present(reason) : new Value.Absent(Absence.AMBIGUOUS));
    }
  }

  @Test
  void differencesAreTakenAtTheWidthOfTheMember() {
    int index = library.add(FOUR);
    source.set(FOUR, EnumSet.of(Switch.PATH, Switch.DATA), NONE);
    store(index, Group.PATH, 20, 0xFFFF_FFF0L, 4); // PktsRetrans
    store(index, Group.PATH, 124, 0xFFFF_FFFEL, 4); // SumRtt, in milliseconds
    store(index, Group.DATA, 0, 0xFFFF_FFF0L, 8); // DataBytesOut
    Snapshot before = source.get(FOUR);
    store(index, Group.PATH, 20, 0x10, 4);
    store(index, Group.PATH, 124, 3, 4);
    store(index, Group.DATA, 0, 0x1_0000_0010L, 8);
    Snapshot now = source.get(FOUR);
    assertThat(now.difference(PathMember.PKTS_RETRANS, before)).isEqualTo(new Value.Present(0x20));
    assertThat(now.difference(PathMember.SUM_RTT, before)).isEqualTo(new Value.Present(5));
    assertThat(now.difference(DataMember.DATA_BYTES_OUT, before))
        .isEqualTo(new Value.Present(0x20));
    // A counter that began anew is no huge difference.
    assertThat(before.difference(PathMember.PKTS_RETRANS, now))
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
    assertThat(before.difference(DataMember.DATA_BYTES_OUT, now))
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
  }

  @Test
  void theFirstReadingAfterSwitchingOnIsNoDifference() {
    int index = library.add(FOUR);
    Snapshot before = source.get(FOUR);
    source.set(FOUR, EnumSet.of(Switch.PATH), NONE);
    store(index, Group.PATH, 20, 9, 4);
    Snapshot now = source.get(FOUR);
    assertThat(now.value(PathMember.PKTS_RETRANS)).isEqualTo(new Value.Present(9));
    assertThat(now.difference(PathMember.PKTS_RETRANS, before))
        .isEqualTo(new Value.Absent(Absence.AMBIGUOUS));
  }

  private static void store(int index, Group group, int at, long number, int bytes) {
    byte[] rod = library.load(index, group, Part.ROD, 160);
    ByteBuffer buffer = ByteBuffer.wrap(rod).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes == 4) {
      buffer.putInt(at, (int) number);
    } else {
      buffer.putLong(at, number);
    }
    library.store(index, group, Part.ROD, rod);
  }

  @Test
  void eachHalfOfBandwidthIsSwitchedByItself() {
    int index = library.add(FOUR);
    source.set(FOUR, EnumSet.of(Switch.BANDWIDTH_IN), NONE);
    assertThat(library.load(index, Group.BANDWIDTH, Part.RW, 8))
        .isEqualTo(new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
    Snapshot in = source.get(FOUR);
    assertThat(in.on()).containsExactly(Switch.BANDWIDTH_IN);
    assertThat(in.value(BandwidthMember.INBOUND_BANDWIDTH)).isEqualTo(new Value.Present(0));
    assertThat(in.value(BandwidthMember.OUTBOUND_BANDWIDTH))
        .isEqualTo(new Value.Absent(Absence.OFF));
    assertThat(in.value(BandwidthMember.OUTBOUND_BANDWIDTH_PEAKED))
        .isEqualTo(new Value.Absent(Absence.OFF));
    source.set(FOUR, EnumSet.of(Switch.BANDWIDTH_OUT), EnumSet.of(Switch.BANDWIDTH_IN));
    assertThat(source.get(FOUR).on()).containsExactly(Switch.BANDWIDTH_OUT);
  }

  @Test
  void onlyWhatIsAskedForIsSwitched() {
    library.add(FOUR);
    source.set(FOUR, EnumSet.of(Switch.FINE_RTT), NONE);
    assertThat(library.calls(Call.SET)).isEqualTo(1);
    source.set(FOUR, EnumSet.of(Switch.REC), EnumSet.of(Switch.FINE_RTT));
    assertThat(source.get(FOUR).on()).containsExactly(Switch.REC);
    assertThat(source.get(FOUR).value(FineRttMember.MIN_RTT).isPresent()).isFalse();
  }

  @Test
  void statesAreTranslatedAndNotCopied() {
    for (TcpState state : TcpState.values()) {
      library.reset();
      library.add(Family.IPV4, StandIn.row(FOUR, TcpMib.number(state)));
      assertThat(source.connections().getFirst().state()).isEqualTo(state);
    }
    assertThat(TcpMib.state(9)).isEqualTo(TcpState.CLOSING);
    assertThat(TcpMib.state(10)).isEqualTo(TcpState.LAST_ACK);
    assertThat(TcpMib.state(12)).isEqualTo(TcpState.CLOSED);
  }

  @Test
  void rowsWithoutStatisticsAreNotFound() {
    for (TcpState state : TcpState.values()) {
      library.reset();
      library.add(Family.IPV4, StandIn.row(FOUR, TcpMib.number(state)));
      if (!state.isSynchronised()) {
        assertKind(EstatsException.Kind.NOT_FOUND, () -> source.get(FOUR));
        assertKind(
            EstatsException.Kind.NOT_FOUND, () -> source.set(FOUR, EnumSet.of(Switch.DATA), NONE));
      } else {
        assertThat(source.get(FOUR).state()).isEqualTo(state);
      }
    }
    assertKind(EstatsException.Kind.NOT_FOUND, () -> source.get(SIX));
  }

  @Test
  void theTableTellsTheOwners() {
    library.add(FOUR);
    library.add(SIX);
    assertThat(source.heldConnections()).extracting(HeldRow::pid).containsExactly(77, 77);
    assertThat(source.connections()).extracting(row -> row.connection()).containsExactly(FOUR, SIX);
  }

  @Test
  void aTableThatGrowsBetweenTheCallsIsReadWhole() {
    library.add(FOUR);
    library.grow(100, 3); // more than what is kept to spare, three times
    assertThat(source.connections()).hasSize(301);
    library.force(Call.TABLE, WinError.STATUS_UNSUCCESSFUL, 2);
    assertThat(source.connections()).hasSize(301);
  }

  @Test
  void aTableThatNeverStandsStillIsBusy() {
    library.add(FOUR);
    library.grow(100, 1000);
    assertKind(EstatsException.Kind.BUSY, source::connections);
    library.reset();
    library.force(Call.TABLE, WinError.STATUS_UNSUCCESSFUL, 1000);
    assertKind(EstatsException.Kind.BUSY, source::connections);
  }

  @Test
  void aTableThatSaysMoreRowsThanItHasIsNotBelieved() {
    library.add(FOUR);
    for (int rows : new int[] {1000, 1 << 30, -2}) {
      library.lie(rows);
      assertKind(EstatsException.Kind.FAILED, source::connections);
    }
  }

  @Test
  void otherSizesThanOursAreAFailureAndNoNumbers() {
    library.add(FOUR);
    for (int code : new int[] {WinError.ERROR_INSUFFICIENT_BUFFER, 87, 1784, 1450}) {
      library.force(Call.GET, code, 1);
      assertKind(EstatsException.Kind.FAILED, () -> source.get(FOUR));
      library.force(Call.SET, code, 1);
      assertKind(
          EstatsException.Kind.FAILED, () -> source.set(FOUR, EnumSet.of(Switch.DATA), NONE));
    }
  }

  @Test
  void withoutTheRightNothingIsSetAndAllIsRead() {
    library.add(FOUR);
    source.set(FOUR, EnumSet.of(Switch.DATA), NONE);
    assertThat(source.maySet()).isTrue();
    library.deny();
    assertThat(source.maySet()).isFalse();
    assertKind(
        EstatsException.Kind.ACCESS_DENIED,
        () -> source.set(FOUR, EnumSet.of(Switch.PATH), EnumSet.of(Switch.DATA)));
    assertThat(source.get(FOUR).on()).containsExactly(Switch.DATA);
  }

  @Test
  void scopesAreGivenBackAsTheTableHasThem() {
    Endpoint local = ConnectionText.parse("[fe80::1]:1000-[fe80::2]:2000").local();
    Endpoint remote = ConnectionText.parse("[fe80::1]:1000-[fe80::2]:2000").remote();
    library.add(
        Family.IPV6, new TcpRow(TcpMib.MIB_TCP_STATE_ESTAB, local, 7, remote, 0x0700_0000, 1));
    source.set(new Connection(local, remote), EnumSet.of(Switch.DATA), NONE);
    assertThat(source.get(new Connection(local, remote)).on()).containsExactly(Switch.DATA);
  }

  @Test
  void mappedAddressesInTheTableOfIpv6AreIpv4() {
    library.add(Family.IPV6, StandIn.row(FOUR, TcpMib.MIB_TCP_STATE_ESTAB));
    source.set(FOUR, EnumSet.of(Switch.DATA), NONE);
    assertThat(source.get(FOUR).on()).containsExactly(Switch.DATA);
  }

  @Test
  void allConnectionsAreReadAndThoseWithoutStatisticsLeftOut() {
    library.add(FOUR);
    library.add(SIX);
    library.add(
        Family.IPV4,
        StandIn.row(
            ConnectionText.parse("192.0.2.1:1-192.0.2.2:2"), TcpMib.MIB_TCP_STATE_TIME_WAIT));
    source.set(SIX, EnumSet.of(Switch.DATA), NONE);
    List<Connection> seen = new ArrayList<>();
    source.forEach(false, s -> seen.add(s.connection()));
    assertThat(seen).containsExactly(FOUR, SIX);
    seen.clear();
    source.forEach(true, s -> seen.add(s.connection()));
    assertThat(seen).containsExactly(SIX);
  }

  private static void assertKind(EstatsException.Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(EstatsException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }
}
