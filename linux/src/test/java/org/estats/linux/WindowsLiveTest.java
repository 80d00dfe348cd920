package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Windows, against what the kernel says of them itself and against what must become of them.
@ExtendWith(LoadedCollector.class)
class WindowsLiveTest {

  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);

  /// What `tcp_info` knows too.
  private static final List<Member> SHOWN =
      List.of(
          SndCongMember.CUR_CWND,
          SndCongMember.CUR_SSTHRESH,
          SendBuffMember.CUR_RETX_QUEUE,
          SendBuffMember.CUR_APP_W_QUEUE,
          RecMember.CUR_APP_R_QUEUE,
          RecMember.CUR_RWIN_SENT,
          RecMember.WIN_SCALE_SENT,
          ObsRecMember.CUR_RWIN_RCVD,
          ObsRecMember.WIN_SCALE_RCVD);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  @Test
  void whatIsOfThisMomentIsWhatTheKernelSays() throws Exception {
    for (Pair.Family family : Pair.Family.values()) {
      try (Pair pair = Pair.open(family)) {
        source.set(pair.clientEnd(), ALL, NONE);
        source.set(pair.serverEnd(), ALL, NONE);
        pair.traffic();
        for (Connection end : new Connection[] {pair.clientEnd(), pair.serverEnd()}) {
          assertThat(shown(source.get(end))).isEqualTo(shown(LinuxSource.fromTcpInfo(end)));
        }
      }
    }
  }

  private static Map<Member, Object> shown(Snapshot s) {
    Map<Member, Object> values = new LinkedHashMap<>();
    SHOWN.forEach(m -> values.put(m, s.exact(m)));
    return values;
  }

  @Test
  void anIdleConnectionHasOneWindowOnly() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      source.set(end, ALL, NONE);
      Snapshot s = source.get(end);
      long sent = s.rec().curRwinSent().get();
      long received = s.obsRec().curRwinRcvd().get();
      assertThat(s.rec().maxRwinSent().get()).isEqualTo(sent).isPositive();
      assertThat(s.rec().minRwinSent().get()).isEqualTo(sent);
      assertThat(s.rec().limRwin().get()).isGreaterThanOrEqualTo(sent);
      assertThat(s.obsRec().maxRwinRcvd().get()).isEqualTo(received).isPositive();
      assertThat(s.obsRec().minRwinRcvd().get()).isEqualTo(received);
      assertThat(s.sndCong().limCwnd().get()).isEqualTo(0xFFFF_FFFFL);
    }
  }

  /// The receiver's window is shut only until the read that follows the ACK: it takes the hook at
  /// the read to see that.
  @Test
  void aWindowThatWasShutShowsAtBothEndsAfterItIsOpenAgain() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection here = pair.clientEnd();
      Connection there = pair.serverEnd();
      source.set(here, ALL, NONE);
      source.set(there, ALL, NONE);
      long written = QueuesLiveTest.fill(pair.client());
      Live.await("a shut window", () -> source.get(here).obsRec().curRwinRcvd().get() == 0);
      assertThat(source.get(there).rec().curRwinSent().get()).isZero();
      QueuesLiveTest.read(pair.server(), written);
      pair.quiet();
      Live.await("an open window", () -> source.get(here).obsRec().curRwinRcvd().get() > 0);
      Snapshot sender = source.get(here);
      Snapshot receiver = source.get(there);
      assertThat(sender.obsRec().minRwinRcvd().get()).isZero();
      assertThat(sender.obsRec().curRwinRcvd().get()).isPositive();
      assertThat(receiver.rec().minRwinSent().get()).isZero();
      assertThat(receiver.rec().curRwinSent().get())
          .isPositive()
          .isLessThanOrEqualTo(receiver.rec().maxRwinSent().get());
      assertThat(receiver.rec().maxRwinSent().get())
          .isGreaterThanOrEqualTo(sender.obsRec().maxRwinRcvd().get());
      assertThat(sender.rec().minRwinSent().get()).as("the other direction").isPositive();
      assertThat(receiver.obsRec().minRwinRcvd().get()).as("the other direction").isPositive();
    }
  }
}
