package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every snapshot is of one moment: what the kernel changes together is never seen half changed.
@ExtendWith(LoadedCollector.class)
class OneMomentLiveTest {

  private static final Set<Switch> ALL = EnumSet.of(Switch.DATA, Switch.PATH, Switch.FINE_RTT);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int GETS = 500_000;
  private static final int WRITE_BYTES = 20_011;
  private static final int SWITCHINGS = 3_000;

  @Test
  @Timeout(120) // takes 10 s
  void aMillionSnapshotsDuringBulkTrafficAreEachOfOneMoment() throws Exception {
    LinuxSource source = new LinuxSource();
    try (Pair pair = Pair.open()) {
      Connection[] ends = {pair.clientEnd(), pair.serverEnd()};
      End[] watched = new End[ends.length];
      for (int i = 0; i < ends.length; i++) {
        source.set(ends[i], ALL, NONE);
        watched[i] = new End(source.get(ends[i]));
      }
      source.close();
      long moved;
      try (BulkTraffic traffic = new BulkTraffic(pair, WRITE_BYTES)) {
        FutureTask<Long> other = Meanwhile.start(() -> watched[1].read(source, ends[1]));
        long distinct = watched[0].read(source, ends[0]);
        assertThat(distinct).as("different moments of the client").isGreaterThan(1_000);
        assertThat(other.get()).as("different moments of the server").isGreaterThan(1_000);
        moved = traffic.bytesRead();
      }
      assertThat(moved).isGreaterThan(100_000_000);
      Snapshot client = source.get(ends[0]);
      Snapshot server = source.get(ends[1]);
      watched[0].checkAgainst(server);
      watched[1].checkAgainst(client);
      // Where nothing was sent twice, even a hook that the kernel skipped leaves no gap.
      if (number(client, PathMember.BYTES_RETRANS) + number(server, PathMember.BYTES_RETRANS)
          == 0) {
        assertThat(client.data().dataBytesIn()).isEqualTo(server.data().dataBytesOut());
        assertThat(server.data().dataBytesIn()).isEqualTo(client.data().dataBytesOut());
      }
    }
  }

  @Test
  @Timeout(60) // takes 1 s
  void noSnapshotAfterASwitchingDuringBulkTrafficLacksASegment() throws Exception {
    LinuxSource source = new LinuxSource();
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      try (BulkTraffic traffic = new BulkTraffic(pair, WRITE_BYTES)) {
        for (int i = 0; i < SWITCHINGS; i++) {
          source.set(end, ALL, NONE);
          Snapshot first = source.get(end);
          End watched = new End(first);
          for (int j = 0; j < 20; j++) {
            watched.check(source.get(end));
          }
          source.set(end, NONE, ALL);
        }
        assertThat(traffic.bytesRead()).isPositive();
      }
    }
    source.close();
  }

  private static long number(Snapshot s, Member member) {
    return s.exact(member).get();
  }

  /// One end, from a snapshot on whose counters all else is held against.
  private static final class End {

    private final long una;
    private final long next;
    private final long received;
    private final long acked0;
    private final long sent0;
    private final long received0;
    private long rttsBefore;

    /// One in which more had arrived than was put in order, though nothing had arrived twice.
    private Snapshot unexplained;

    End(Snapshot s) {
      una = number(s, DataMember.SND_UNA);
      next = number(s, DataMember.SND_NXT);
      received = number(s, DataMember.RCV_NXT);
      acked0 = number(s, DataMember.THRU_BYTES_ACKED);
      sent0 = number(s, DataMember.DATA_BYTES_OUT) - number(s, PathMember.BYTES_RETRANS);
      received0 = number(s, DataMember.THRU_BYTES_RECEIVED);
    }

    long read(LinuxSource source, Connection end) {
      long distinct = 0;
      long last = -1;
      for (int i = 0; i < GETS; i++) {
        Snapshot s = source.get(end);
        check(s);
        long segments = number(s, DataMember.SEGS_IN);
        distinct += segments != last ? 1 : 0;
        last = segments;
      }
      return distinct;
    }

    void check(Snapshot s) {
      long acked = number(s, DataMember.THRU_BYTES_ACKED);
      long in = number(s, DataMember.DATA_BYTES_IN);
      long thru = number(s, DataMember.THRU_BYTES_RECEIVED);
      long sent = number(s, DataMember.DATA_BYTES_OUT) - number(s, PathMember.BYTES_RETRANS);
      same(acked - acked0, number(s, DataMember.SND_UNA) - una, "ThruBytesAcked", s);
      // A resend that the kernel had no memory for is in BytesRetrans and not in DataBytesOut.
      if (number(s, PathMember.PKTS_RETRANS) == 0) {
        same(sent - sent0, number(s, DataMember.SND_NXT) - next, "DataBytesOut", s);
      }
      same(thru - received0, number(s, DataMember.RCV_NXT) - received, "ThruBytesReceived", s);
      holds(in >= thru, "DataBytesIn covers ThruBytesReceived", s);
      if (in != thru && number(s, DataMember.SOFT_ERRORS) == 0) {
        unexplained = s;
      }
      holds(
          number(s, DataMember.DATA_SEGS_IN) <= number(s, DataMember.SEGS_IN),
          "DataSegsIn is part of SegsIn",
          s);
      holds(
          number(s, DataMember.DATA_SEGS_OUT) <= number(s, DataMember.SEGS_OUT),
          "DataSegsOut is part of SegsOut",
          s);
      checkRtt(s);
    }

    /// Only what a full receive queue dropped, and the peer sent again, explains the difference.
    void checkAgainst(Snapshot peer) {
      if (unexplained != null && number(peer, PathMember.BYTES_RETRANS) == 0) {
        holds(false, "DataBytesIn is ThruBytesReceived", unexplained);
      }
    }

    private void checkRtt(Snapshot s) {
      long count = number(s, PathMember.COUNT_RTT);
      holds(count >= rttsBefore, "CountRtt never falls", s);
      rttsBefore = count;
      if (s.exact(PathMember.MIN_RTT).isPresent()) {
        long sum = number(s, PathMember.SUM_RTT);
        holds(count * number(s, PathMember.MIN_RTT) <= sum, "SumRtt is of samples >= MinRtt", s);
        holds(count * number(s, PathMember.MAX_RTT) >= sum, "SumRtt is of samples <= MaxRtt", s);
      }
    }

    private static void same(long counted, long moved, String what, Snapshot s) {
      holds(
          (counted & 0xFFFF_FFFFL) == (moved & 0xFFFF_FFFFL), what + " moves with its sequence", s);
    }

    private static void holds(boolean isSo, String what, Snapshot s) {
      if (!isSo) {
        StringBuilder all = new StringBuilder(what).append(" does not hold:");
        for (Member m : DataMember.values()) {
          all.append(' ').append(m.estatsName()).append('=').append(s.exact(m));
        }
        for (Member m : PathMember.values()) {
          all.append(' ').append(m.estatsName()).append('=').append(s.exact(m));
        }
        throw new AssertionError(all);
      }
    }
  }
}
