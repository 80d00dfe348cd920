package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.estats.linux.diag.TcpInfoBytes.idle;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.SynOptsMember;
import org.junit.jupiter.api.Test;

class TcpInfoSnapshotTest {

  private static final Value AMBIGUOUS = new Value.Absent(Absence.AMBIGUOUS);
  private static final Value NO_SAMPLE_YET = new Value.Absent(Absence.NO_SAMPLE_YET);
  private static final Value NOT_IN_TCP_INFO = new Value.Absent(Absence.NOT_IN_TCP_INFO);
  private static final Value KERNEL_LACKS = new Value.Absent(Absence.KERNEL_LACKS);

  @Test
  void nothingIsOn() {
    Snapshot snapshot = snapshot(idle().info(), 0, 0);
    assertThat(snapshot.on()).isEmpty();
    assertThat(snapshot.state()).isEqualTo(TcpState.ESTABLISHED);
  }

  @Test
  void lookAlikesAreNotTaken() {
    Snapshot snapshot =
        snapshot(
            idle()
                .with(TcpInfoField.MIN_RTT, 900)
                .with(TcpInfoField.BYTES_RECEIVED, 5000)
                .with(TcpInfoField.DELIVERY_RATE, 1_000_000)
                .with(TcpInfoField.RWND_LIMITED, 77_000)
                .with(TcpInfoField.TOTAL_RTO, 3)
                .with(TcpInfoField.TOTAL_RTO_RECOVERIES, 2)
                .with(TcpInfoField.REORD_SEEN, 4)
                .with(TcpInfoField.DELIVERED_CE, 5)
                .info(),
            0,
            0);
    for (Member member :
        new Member[] {
          PathMember.MIN_RTT,
          FineRttMember.MIN_RTT,
          DataMember.DATA_BYTES_IN,
          SndCongMember.SND_LIM_TIME_RWIN,
          PathMember.TIMEOUTS,
          PathMember.SUBSEQUENT_TIMEOUTS,
          PathMember.NON_RECOV_DA_EPISODES,
          PathMember.ECN_SIGNALS,
          SynOptsMember.MSS_RCVD,
          SndCongMember.LIM_CWND,
          DataMember.SND_UNA,
        }) {
      assertThat(snapshot.value(member)).as(member.qualifiedName()).isEqualTo(NOT_IN_TCP_INFO);
    }
    Catalogue.members(org.estats.catalogue.Group.BANDWIDTH)
        .forEach(m -> assertThat(snapshot.value(m)).isEqualTo(NOT_IN_TCP_INFO));
  }

  @Test
  void reservedMembersAreZero() {
    Snapshot snapshot = snapshot(idle().info(), 0, 0);
    Catalogue.members().stream()
        .filter(m -> m.kind() == Kind.RESERVED)
        .forEach(m -> assertThat(snapshot.value(m)).isEqualTo(new Value.Present(0)));
  }

  @Test
  void timesTravelInMicroseconds() {
    Snapshot snapshot =
        snapshot(
            idle()
                .with(TcpInfoField.RTT, 12_345)
                .with(TcpInfoField.RTTVAR, 678)
                .with(TcpInfoField.RTO, 204_000)
                .info(),
            0,
            0);
    assertThat(snapshot.exact(PathMember.SMOOTHED_RTT).get()).isEqualTo(12_345);
    assertThat(snapshot.value(PathMember.SMOOTHED_RTT).get()).isEqualTo(12);
    assertThat(snapshot.value(FineRttMember.SUM_RTT).get()).isEqualTo(12_345);
    assertThat(snapshot.value(FineRttMember.RTT_VAR).get()).isEqualTo(678);
    assertThat(snapshot.value(PathMember.RTT_VAR).get()).isEqualTo(1);
    assertThat(snapshot.value(PathMember.CUR_RTO).get()).isEqualTo(204);
  }

  @Test
  void withoutASampleThereIsNoRoundTripTime() {
    Snapshot none =
        snapshot(idle().with(TcpInfoField.RTT, 0).with(TcpInfoField.RTTVAR, 250_000).info(), 0, 0);
    assertThat(none.value(PathMember.SMOOTHED_RTT)).isEqualTo(NO_SAMPLE_YET);
    assertThat(none.value(PathMember.RTT_VAR)).isEqualTo(NO_SAMPLE_YET);
    assertThat(none.value(FineRttMember.SUM_RTT)).isEqualTo(NO_SAMPLE_YET);
    Snapshot tiny =
        snapshot(idle().with(TcpInfoField.RTT, 0).with(TcpInfoField.RTTVAR, 1).info(), 0, 0);
    assertThat(tiny.value(FineRttMember.SUM_RTT).get()).isZero();
  }

  @Test
  void windowsAreInBytesAndAnUnsetThresholdIsAbsent() {
    Snapshot snapshot = snapshot(idle().info(), 0, 0);
    assertThat(snapshot.value(SndCongMember.CUR_CWND).get()).isEqualTo(14_480);
    assertThat(snapshot.value(SndCongMember.CUR_SSTHRESH)).isEqualTo(NO_SAMPLE_YET);
    Snapshot set = snapshot(idle().with(TcpInfoField.SND_SSTHRESH, 7).info(), 0, 0);
    assertThat(set.value(SndCongMember.CUR_SSTHRESH).get()).isEqualTo(7 * 1448);
  }

  @Test
  void theOptionsOfTheHandshakeAreUndone() {
    Snapshot plain = snapshot(idle().withScales(7, 9).info(), 0, 0);
    assertThat(plain.value(SynOptsMember.MSS_SENT).get()).isEqualTo(1448);
    assertThat(plain.value(RecMember.WIN_SCALE_SENT).get()).isEqualTo(255);
    assertThat(plain.value(ObsRecMember.WIN_SCALE_RCVD).get()).isEqualTo(255);
    Snapshot full =
        snapshot(idle().withScales(7, 9).with(TcpInfoField.OPTIONS, 1 | 4).info(), 0, 0);
    assertThat(full.value(SynOptsMember.MSS_SENT).get()).isEqualTo(1460);
    assertThat(full.value(RecMember.WIN_SCALE_SENT).get()).isEqualTo(9);
    assertThat(full.value(ObsRecMember.WIN_SCALE_RCVD).get()).isEqualTo(7);
  }

  @Test
  void marksAreCountedOnlyWhileEstablished() {
    Snapshot open = snapshot(idle().with(TcpInfoField.RECEIVED_CE, 3).info(), 0, 0);
    assertThat(open.value(RecMember.CE_RCVD).get()).isEqualTo(3);
    assertThat(open.value(PathMember.ECE_RCVD).get()).isEqualTo(3);
    Snapshot closing =
        snapshot(
            idle()
                .with(TcpInfoField.STATE, TcpInfoBytes.FIN_WAIT_2)
                .with(TcpInfoField.RECEIVED_CE, 3)
                .info(),
            0,
            0);
    assertThat(closing.value(RecMember.CE_RCVD)).isEqualTo(new Value.Absent(Absence.UNWATCHED));
  }

  @Test
  void aNarrowCounterThatCameRoundIsNotShown() {
    TcpInfoBytes bytes =
        idle().with(TcpInfoField.DATA_SEGS_OUT, 100).with(TcpInfoField.BYTES_SENT, 100L << 16);
    assertThat(snapshot(bytes.info(), 0, 0).value(DataMember.DATA_SEGS_OUT).get()).isEqualTo(100);
    bytes.with(TcpInfoField.BYTES_SENT, 6_000_000_000_000L);
    assertThat(snapshot(bytes.info(), 0, 0).value(DataMember.DATA_SEGS_OUT)).isEqualTo(AMBIGUOUS);
    assertThat(snapshot(bytes.info(), 0, 0).value(DataMember.DATA_BYTES_OUT).get())
        .isEqualTo(6_000_000_000_000L);
  }

  @Test
  void olderKernelsLackWhatTheyLack() {
    Snapshot five0 = snapshot(idle().info(TcpInfoField.REORD_SEEN.end()), 0, 0);
    assertThat(five0.value(ObsRecMember.CUR_RWIN_RCVD)).isEqualTo(NOT_IN_TCP_INFO);
    assertThat(five0.value(RecMember.CUR_RWIN_SENT)).isEqualTo(NOT_IN_TCP_INFO);
    assertThat(five0.value(RecMember.CE_RCVD)).isEqualTo(NOT_IN_TCP_INFO);
    assertThat(five0.value(DataMember.DATA_BYTES_OUT).get()).isZero();
    Snapshot four1 = snapshot(idle().info(TcpInfoField.SEGS_IN.end()), 0, 0);
    assertThat(four1.value(DataMember.DATA_BYTES_OUT)).isEqualTo(KERNEL_LACKS);
    assertThat(four1.value(DataMember.DATA_SEGS_OUT)).isEqualTo(KERNEL_LACKS);
    assertThat(four1.value(DataMember.THRU_BYTES_ACKED)).isEqualTo(AMBIGUOUS);
    assertThat(four1.value(DataMember.THRU_BYTES_RECEIVED).get()).isZero();
    assertThat(four1.value(SendBuffMember.CUR_APP_W_QUEUE)).isEqualTo(NOT_IN_TCP_INFO);
    assertThat(four1.value(DataMember.SEGS_OUT).get()).isZero();
    Snapshot stub = snapshot(idle().info(8), 0, 0);
    assertThat(stub.value(PathMember.CUR_MSS)).isEqualTo(KERNEL_LACKS);
    assertThat(stub.value(PathMember.SMOOTHED_RTT)).isEqualTo(KERNEL_LACKS);
    assertThat(stub.value(SndCongMember.CUR_CWND)).isEqualTo(KERNEL_LACKS);
    assertThat(stub.value(SynOptsMember.MSS_SENT)).isEqualTo(KERNEL_LACKS);
    assertThat(stub.value(DataMember.THRU_BYTES_ACKED)).isEqualTo(KERNEL_LACKS);
  }

  @Test
  void everyLengthOfTheStructureIsUnderstood() {
    for (int length = 1; length <= TcpInfoBytes.BYTES; length++) {
      assertThat(snapshot(idle().info(length), 0, 0).value(PathMember.FAST_RETRAN))
          .isEqualTo(NOT_IN_TCP_INFO);
    }
  }

  @Test
  void aSocketThatIsGoneHasNoStatistics() {
    FoundSocket closed =
        new FoundSocket(
            row(TcpState.CLOSED, 0, 0),
            Optional.of(idle().with(TcpInfoField.STATE, 7).info()),
            "",
            true,
            Optional.empty());
    assertThat(TcpInfoSnapshot.of(closed, Instant.EPOCH)).isEmpty();
    FoundSocket timeWait =
        new FoundSocket(
            row(TcpState.TIME_WAIT, 0, 0), Optional.empty(), "", false, Optional.empty());
    assertThat(TcpInfoSnapshot.of(timeWait, Instant.EPOCH)).isEmpty();
  }

  private static Snapshot snapshot(TcpInfo info, long receiveQueue, long sendQueue) {
    ConnectionRow row = row(info.state(), receiveQueue, sendQueue);
    FoundSocket socket = new FoundSocket(row, Optional.of(info), "cubic", true, Optional.empty());
    return TcpInfoSnapshot.of(socket, Instant.EPOCH).orElseThrow();
  }

  static ConnectionRow row(TcpState state, long receiveQueue, long sendQueue) {
    Endpoint end = new Endpoint(InetAddress.ofLiteral("192.0.2.1"), 443);
    return new ConnectionRow(new Connection(end, end), state, 0, 1, receiveQueue, sendQueue);
  }
}
