package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.estats.linux.diag.TcpInfoBytes.idle;

import org.estats.Absence;
import org.estats.TcpState;
import org.junit.jupiter.api.Test;

/// What can be told of SYN, FIN and what is in flight, and what cannot.
class SequenceSpaceTest {

  private static final long AMBIGUOUS = Absence.AMBIGUOUS.code();
  private static final boolean SETTLED = true;

  @Test
  void anIdleAcceptorAcknowledgedNothingButData() {
    SequenceSpace s = space(moved(5000, 0, 5000), 0, !SETTLED);
    assertThat(s.activeOpen()).isZero();
    assertThat(s.thruBytesAcked()).isEqualTo(5000);
    assertThat(s.retransmitQueue()).isZero();
  }

  @Test
  void anIdleOpenerHadItsSynAcknowledgedToo() {
    SequenceSpace s = space(moved(5000, 0, 5001), 0, !SETTLED);
    assertThat(s.activeOpen()).isOne();
    assertThat(s.thruBytesAcked()).isEqualTo(5000);
  }

  @Test
  void retransmissionsDoNotCountAsData() {
    SequenceSpace s = space(moved(7896, 2896, 5001), 0, !SETTLED);
    assertThat(s.activeOpen()).isOne();
    assertThat(s.thruBytesAcked()).isEqualTo(5000);
  }

  @Test
  void localDropsMakeItAmbiguous() {
    SequenceSpace s = space(moved(6448, 0, 5001), 0, SETTLED);
    assertThat(s.activeOpen()).isEqualTo(AMBIGUOUS);
    assertThat(s.thruBytesAcked()).isEqualTo(AMBIGUOUS);
  }

  @Test
  void inFlightItTakesOneMoment() {
    TcpInfoBytes bytes =
        moved(5000, 0, 2001).with(TcpInfoField.UNACKED, 3).with(TcpInfoField.NOTSENT_BYTES, 400);
    SequenceSpace settled = space(bytes, 3400, SETTLED);
    assertThat(settled.retransmitQueue()).isEqualTo(3000);
    assertThat(settled.appWriteQueue()).isEqualTo(400);
    assertThat(settled.activeOpen()).isOne();
    assertThat(settled.thruBytesAcked()).isEqualTo(2000);
    SequenceSpace dumped = space(bytes, 3400, !SETTLED);
    assertThat(dumped.retransmitQueue()).as("explained by the counters").isEqualTo(3000);
    assertThat(dumped.activeOpen()).isEqualTo(AMBIGUOUS);
    assertThat(dumped.thruBytesAcked()).isEqualTo(AMBIGUOUS);
    SequenceSpace torn = space(bytes, 4400, !SETTLED);
    assertThat(torn.retransmitQueue()).as("read before an ACK came").isEqualTo(AMBIGUOUS);
    SequenceSpace written = space(bytes, 300, !SETTLED);
    assertThat(written.retransmitQueue()).as("read before a write").isEqualTo(AMBIGUOUS);
  }

  @Test
  void ourFinIsNoDataWhereverItIs() {
    TcpInfoBytes waiting =
        moved(3000, 0, 1001)
            .with(TcpInfoField.STATE, TcpInfoBytes.FIN_WAIT_1)
            .with(TcpInfoField.UNACKED, 2)
            .with(TcpInfoField.NOTSENT_BYTES, 501);
    SequenceSpace w = space(waiting, 2501, SETTLED);
    assertThat(w.appWriteQueue()).isEqualTo(500);
    assertThat(w.retransmitQueue()).isEqualTo(2000);
    assertThat(w.activeOpen()).isOne();
    assertThat(w.thruBytesAcked()).isEqualTo(1000);
    TcpInfoBytes sent =
        moved(3000, 0, 1001)
            .with(TcpInfoField.STATE, TcpInfoBytes.LAST_ACK)
            .with(TcpInfoField.UNACKED, 3);
    SequenceSpace f = space(sent, 2001, SETTLED);
    assertThat(f.appWriteQueue()).isZero();
    assertThat(f.retransmitQueue()).isEqualTo(2000);
    assertThat(f.activeOpen()).isOne();
    assertThat(f.thruBytesAcked()).isEqualTo(1000);
    TcpInfoBytes acknowledged =
        moved(3000, 0, 3002).with(TcpInfoField.STATE, TcpInfoBytes.FIN_WAIT_2);
    SequenceSpace a = space(acknowledged, 0, !SETTLED);
    assertThat(a.retransmitQueue()).isZero();
    assertThat(a.activeOpen()).isOne();
    assertThat(a.thruBytesAcked()).isEqualTo(3000);
  }

  @Test
  void aFinThatIsBothUnacknowledgedAndNotInFlightCannotBe() {
    TcpInfoBytes torn = moved(3000, 0, 3001).with(TcpInfoField.STATE, TcpInfoBytes.FIN_WAIT_1);
    SequenceSpace s = space(torn, 1, !SETTLED);
    assertThat(s.retransmitQueue()).isEqualTo(AMBIGUOUS);
    assertThat(s.thruBytesAcked()).isEqualTo(AMBIGUOUS);
  }

  @Test
  void thePeersFinIsNoData() {
    TcpInfoBytes bytes =
        idle()
            .with(TcpInfoField.STATE, TcpInfoBytes.CLOSE_WAIT)
            .with(TcpInfoField.BYTES_RECEIVED, 2001);
    TcpInfo info = bytes.info();
    SequenceSpace unread =
        new SequenceSpace(TcpInfoSnapshotTest.row(info.state(), 501, 0), info, SETTLED);
    assertThat(unread.thruBytesReceived()).isEqualTo(2000);
    assertThat(unread.appReadQueue()).isEqualTo(500);
    SequenceSpace read =
        new SequenceSpace(TcpInfoSnapshotTest.row(info.state(), 0, 0), info, SETTLED);
    assertThat(read.appReadQueue()).isZero();
  }

  @Test
  void aStateThatChangedBetweenTheTwoReadingsIsAmbiguous() {
    TcpInfo info =
        idle()
            .with(TcpInfoField.STATE, TcpInfoBytes.CLOSE_WAIT)
            .with(TcpInfoField.BYTES_RECEIVED, 2001)
            .info();
    SequenceSpace s =
        new SequenceSpace(TcpInfoSnapshotTest.row(TcpState.ESTABLISHED, 500, 0), info, !SETTLED);
    assertThat(s.thruBytesReceived()).isEqualTo(AMBIGUOUS);
    assertThat(s.appReadQueue()).isEqualTo(AMBIGUOUS);
    assertThat(s.activeOpen()).isEqualTo(AMBIGUOUS);
  }

  private static TcpInfoBytes moved(long sent, long retransmitted, long acknowledged) {
    return idle()
        .with(TcpInfoField.BYTES_SENT, sent)
        .with(TcpInfoField.BYTES_RETRANS, retransmitted)
        .with(TcpInfoField.BYTES_ACKED, acknowledged);
  }

  private static SequenceSpace space(TcpInfoBytes bytes, long sendQueue, boolean isSettled) {
    TcpInfo info = bytes.info();
    return new SequenceSpace(TcpInfoSnapshotTest.row(info.state(), 0, sendQueue), info, isSettled);
  }
}
