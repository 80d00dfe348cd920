package org.estats.cli.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;

class ChangeTest {

  @Test
  void aCounterIsADifferenceAndAGaugeIsWhatItIs() {
    Snapshot before =
        Snapshots.on(Switch.PATH)
            .with(PathMember.PKTS_RETRANS, 3)
            .with(PathMember.CUR_MSS, 1448)
            .make();
    Snapshot now =
        Snapshots.on(Switch.PATH)
            .with(PathMember.PKTS_RETRANS, 10)
            .with(PathMember.CUR_MSS, 1400)
            .make();
    Change change = new Change(before, now);
    assertThat(change.of(PathMember.PKTS_RETRANS)).isEqualTo(new Value.Present(7));
    assertThat(change.of(PathMember.CUR_MSS)).isEqualTo(new Value.Present(1400));
    assertThat(change.hasMoved(PathMember.PKTS_RETRANS)).isTrue();
    assertThat(change.hasMoved(PathMember.CUR_MSS)).isTrue();
    assertThat(change.hasMoved(PathMember.TIMEOUTS)).isFalse();
  }

  @Test
  void timesAreSubtractedBeforeTheyAreRounded() {
    Snapshot before = Snapshots.on(Switch.PATH).with(PathMember.SUM_RTT, 1_400).make();
    Snapshot now = Snapshots.on(Switch.PATH).with(PathMember.SUM_RTT, 2_600).make();
    assertThat(new Change(before, now).of(PathMember.SUM_RTT)).isEqualTo(new Value.Present(1));
  }

  @Test
  void whatWasSwitchedOnSinceBeginsAtZero() {
    Snapshot before =
        Snapshots.on(Switch.PATH)
            .with(PathMember.PKTS_RETRANS, 100)
            .taken(Snapshots.START.plusSeconds(10))
            .make();
    Snapshot now =
        Snapshots.off()
            .since(Switch.PATH, Snapshots.START.plusSeconds(15))
            .with(PathMember.PKTS_RETRANS, 4)
            .taken(Snapshots.START.plusSeconds(20))
            .make();
    assertThat(new Change(before, now).of(PathMember.PKTS_RETRANS)).isEqualTo(new Value.Present(4));
  }

  @Test
  void whatWasOnAndIsOffHasNoDifference() {
    Snapshot before = Snapshots.on(Switch.PATH).with(PathMember.PKTS_RETRANS, 1).make();
    Snapshot now = Snapshots.off().with(PathMember.PKTS_RETRANS, 500).make();
    Change change = new Change(before, now);
    assertThat(change.of(PathMember.PKTS_RETRANS)).isEqualTo(new Value.Absent(Absence.OFF));
    assertThat(change.hasMoved(PathMember.PKTS_RETRANS)).isFalse();
  }

  @Test
  void aCounterThatWasNotKnownHasNoDifference() {
    Snapshot before =
        Snapshots.on(Switch.DATA).with(DataMember.DATA_SEGS_OUT, Absence.AMBIGUOUS).make();
    Snapshot now = Snapshots.on(Switch.DATA).with(DataMember.DATA_SEGS_OUT, 9).make();
    assertThat(new Change(before, now).of(DataMember.DATA_SEGS_OUT).isPresent()).isFalse();
    assertThat(new Change(now, before).of(DataMember.DATA_SEGS_OUT).isPresent()).isFalse();
  }

  @Test
  void aCounterThatFellIsNotShownAsAHugeDifference() {
    Snapshot before = Snapshots.off().with(DataMember.SEGS_IN, 4_000_000_000L).make();
    Snapshot now = Snapshots.off().with(DataMember.SEGS_IN, 5).make();
    assertThat(new Change(before, now).of(DataMember.SEGS_IN).isPresent()).isFalse();
  }
}
