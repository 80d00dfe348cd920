package org.estats.linux.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.estats.Connection;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.SynOptsMember;
import org.estats.linux.Live;
import org.junit.jupiter.api.Test;

/// Against the running kernel; `ss` and the application are the witnesses.
class TcpInfoSnapshotLiveTest {

  private static final int TRIES = 50;

  @Test
  void anIdleConnectionAgreesWithSsToTheLastUnit() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      LoopbackPair.send(pair.client(), pair.server(), 1_000_003);
      LoopbackPair.send(pair.server(), pair.client(), 70_001);
      agreesWithSs(pair.clientSide());
      agreesWithSs(pair.serverSide());
    }
  }

  @Test
  void aBlockedConnectionAgreesWithSsToTheLastUnit() throws Exception {
    try (LoopbackPair pair = LoopbackPair.ipv6()) {
      blocked(pair);
      agreesWithSs(pair.clientSide());
      agreesWithSs(pair.serverSide());
    }
  }

  @Test
  void whatTheApplicationMovedIsWhatWasAcknowledgedAndReceived() throws Exception {
    try (LoopbackPair pair = LoopbackPair.ipv4()) {
      LoopbackPair.send(pair.client(), pair.server(), 300_007);
      LoopbackPair.send(pair.server(), pair.client(), 12_345);
      pair.quiet();
      Snapshot client = snapshot(pair.clientSide());
      Snapshot server = snapshot(pair.serverSide());
      assertValue(client, SynOptsMember.ACTIVE_OPEN, 1);
      assertValue(server, SynOptsMember.ACTIVE_OPEN, 0);
      assertValue(client, DataMember.THRU_BYTES_ACKED, 300_007);
      assertValue(server, DataMember.THRU_BYTES_RECEIVED, 300_007);
      assertValue(server, DataMember.THRU_BYTES_ACKED, 12_345);
      assertValue(client, DataMember.THRU_BYTES_RECEIVED, 12_345);
      assertValue(client, SendBuffMember.CUR_RETX_QUEUE, 0);
    }
  }

  @Test
  void whatOneEndAdvertisesIsWhatTheOtherSees() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      LoopbackPair.send(pair.client(), pair.server(), 300_007);
      pair.quiet();
      Live.await(
          "the last window",
          () -> {
            Value sent = snapshot(pair.serverSide()).value(RecMember.CUR_RWIN_SENT);
            return sent.equals(snapshot(pair.clientSide()).value(ObsRecMember.CUR_RWIN_RCVD));
          });
      Snapshot client = snapshot(pair.clientSide());
      Snapshot server = snapshot(pair.serverSide());
      same(client, RecMember.CUR_RWIN_SENT, server, ObsRecMember.CUR_RWIN_RCVD);
      same(server, RecMember.CUR_RWIN_SENT, client, ObsRecMember.CUR_RWIN_RCVD);
      same(client, RecMember.WIN_SCALE_SENT, server, ObsRecMember.WIN_SCALE_RCVD);
      same(server, RecMember.WIN_SCALE_SENT, client, ObsRecMember.WIN_SCALE_RCVD);
    }
  }

  @Test
  void finsAreNoData() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      LoopbackPair.send(pair.server(), pair.client(), 77);
      pair.client().write(ByteBuffer.allocate(3000));
      pair.client().shutdownOutput();
      Snapshot closer = await(pair.clientSide(), TcpState.FIN_WAIT_2);
      assertValue(closer, DataMember.THRU_BYTES_ACKED, 3000);
      assertValue(closer, SynOptsMember.ACTIVE_OPEN, 1);
      assertValue(closer, SendBuffMember.CUR_RETX_QUEUE, 0);
      Snapshot other = await(pair.serverSide(), TcpState.CLOSE_WAIT);
      assertValue(other, DataMember.THRU_BYTES_RECEIVED, 3000);
      assertValue(other, RecMember.CUR_APP_R_QUEUE, 3000);
      assertValue(other, DataMember.THRU_BYTES_ACKED, 77);
      assertValue(other, SynOptsMember.ACTIVE_OPEN, 0);
    }
  }

  @Test
  void whatIsInFlightIsKnownToTheByte() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      for (int i = 0; i < TRIES; i++) {
        LoopbackPair.send(pair.client(), pair.server(), 10);
        LoopbackPair.send(pair.server(), pair.client(), 10);
      }
      pair.quiet();
      // The receiver now expects to answer with data and holds its ACK back for 40 ms. Who looks
      // later than that, on a machine that does other things, looks at the next one.
      Snapshot sender = null;
      int held = 0;
      for (int i = 0; i < TRIES && (sender == null || !isInFlight(sender)); i++) {
        pair.quiet();
        pair.client().write(ByteBuffer.allocate(101));
        sender = snapshot(pair.clientSide());
        held = i;
      }
      assertValue(sender, SendBuffMember.CUR_RETX_QUEUE, 101);
      assertValue(sender, SendBuffMember.CUR_APP_W_QUEUE, 0);
      assertValue(sender, SynOptsMember.ACTIVE_OPEN, 1);
      assertValue(sender, DataMember.THRU_BYTES_ACKED, 10 * TRIES + 101L * held);
    }
  }

  private static boolean isInFlight(Snapshot sender) {
    return sender.value(SendBuffMember.CUR_RETX_QUEUE).orElse(0) > 0;
  }

  @Test
  void everyByteWrittenIsAcknowledgedOrInFlightOrWaiting() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      long written = blocked(pair);
      Snapshot sender = snapshot(pair.clientSide());
      long acknowledged = sender.value(DataMember.THRU_BYTES_ACKED).get();
      long inFlight = sender.value(SendBuffMember.CUR_RETX_QUEUE).get();
      long waiting = sender.value(SendBuffMember.CUR_APP_W_QUEUE).get();
      assertThat(acknowledged + inFlight + waiting).isEqualTo(written);
      assertThat(waiting).isPositive();
      Snapshot receiver = snapshot(pair.serverSide());
      long unread = receiver.value(RecMember.CUR_APP_R_QUEUE).get();
      assertThat(unread).isGreaterThanOrEqualTo(acknowledged).isPositive();
      assertValue(receiver, DataMember.THRU_BYTES_RECEIVED, unread);
    }
  }

  @Test
  void aDumpGivesTheSameAsALookUp() throws Exception {
    try (LoopbackPair pair = LoopbackPair.mapped()) {
      LoopbackPair.send(pair.client(), pair.server(), 5000);
      pair.quiet();
      Snapshot found = snapshot(pair.clientSide());
      Map<Long, Snapshot> dumped = new HashMap<>();
      try (SockDiag diag = SockDiag.open()) {
        diag.forEach(
            DumpQuery.STATISTICS,
            s -> TcpInfoSnapshot.of(s, Instant.now()).ifPresent(n -> dumped.put(s.cookie(), n)));
      }
      Snapshot same = dumped.get(found.connection().cookie());
      assertThat(same.connection()).isEqualTo(found.connection());
      for (Member member : Catalogue.members()) {
        assertThat(same.exact(member)).as(member.qualifiedName()).isEqualTo(found.exact(member));
      }
    }
  }

  /// Compares with `ss` between two snapshots that are alike, so that nothing moved meanwhile.
  private static void agreesWithSs(Connection connection) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Snapshot before = snapshot(connection);
      SsOutput ss = SsOutput.of(connection);
      if (values(before).equals(values(snapshot(connection)))) {
        compare(before, ss);
        return;
      }
    }
    throw new AssertionError(connection + " does not come to rest");
  }

  private static void compare(Snapshot s, SsOutput ss) {
    assertValue(s, DataMember.DATA_BYTES_OUT, ss.number("bytes_sent"));
    assertValue(s, DataMember.DATA_SEGS_OUT, ss.number("data_segs_out"));
    assertValue(s, DataMember.DATA_SEGS_IN, ss.number("data_segs_in"));
    assertValue(s, DataMember.SEGS_OUT, ss.number("segs_out"));
    assertValue(s, DataMember.SEGS_IN, ss.number("segs_in"));
    assertValue(
        s,
        DataMember.THRU_BYTES_ACKED,
        ss.number("bytes_acked") - s.value(SynOptsMember.ACTIVE_OPEN).get());
    assertValue(s, DataMember.THRU_BYTES_RECEIVED, ss.number("bytes_received"));
    assertValue(s, SynOptsMember.MSS_SENT, ss.number("advmss") + (ss.has("ts") ? 12 : 0));
    assertValue(s, PathMember.PKTS_RETRANS, ss.part("retrans", 1));
    assertValue(s, PathMember.BYTES_RETRANS, ss.number("bytes_retrans"));
    assertValue(s, PathMember.DSACK_DUPS, ss.number("dsack_dups"));
    assertValue(
        s, PathMember.RETRAN_THRESH, ss.hasValue("reordering") ? ss.number("reordering") : 3);
    assertThat(s.exact(PathMember.CUR_RTO).get()).isEqualTo(ss.micros("rto", 0));
    assertThat(s.exact(PathMember.SMOOTHED_RTT).get()).isEqualTo(ss.micros("rtt", 0));
    assertThat(s.exact(PathMember.RTT_VAR).get()).isEqualTo(ss.micros("rtt", 1));
    assertValue(s, FineRttMember.SUM_RTT, ss.micros("rtt", 0));
    assertValue(s, PathMember.CUR_MSS, ss.number("mss"));
    assertValue(s, SndCongMember.CUR_CWND, ss.number("cwnd") * ss.number("mss"));
    assertThat(s.value(SndCongMember.CUR_SSTHRESH).isPresent()).isEqualTo(ss.hasValue("ssthresh"));
    assertValue(s, SendBuffMember.CUR_APP_W_QUEUE, ss.number("notsent"));
    assertValue(s, SendBuffMember.CUR_RETX_QUEUE, ss.sendQueue() - ss.number("notsent"));
    assertValue(s, RecMember.CUR_APP_R_QUEUE, ss.receiveQueue());
    assertValue(s, ObsRecMember.WIN_SCALE_RCVD, ss.part("wscale", 0));
    assertValue(s, RecMember.WIN_SCALE_SENT, ss.part("wscale", 1));
    if (ss.hasValue("snd_wnd")) { // left out if 0, and by older versions
      assertValue(s, ObsRecMember.CUR_RWIN_RCVD, ss.number("snd_wnd"));
    }
  }

  /// Writes until nothing more is taken, the other side not reading.
  private static long blocked(LoopbackPair pair) throws IOException {
    pair.client().configureBlocking(false);
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    long written = 0;
    for (int refused = 0; refused < 3; refused++) {
      int taken = pair.client().write(zeros.clear());
      written += taken;
      refused = taken > 0 ? 0 : refused;
    }
    return written;
  }

  private static Snapshot await(Connection connection, TcpState state) {
    Live.await(state.toString(), () -> snapshot(connection).state() == state);
    return snapshot(connection);
  }

  private static Snapshot snapshot(Connection connection) {
    try (SockDiag diag = SockDiag.open()) {
      return diag.find(connection)
          .flatMap(found -> TcpInfoSnapshot.of(found, Instant.now()))
          .orElseThrow();
    }
  }

  private static Map<Member, Value> values(Snapshot snapshot) {
    Map<Member, Value> values = new HashMap<>();
    Catalogue.members().forEach(m -> values.put(m, snapshot.exact(m)));
    return values;
  }

  private static void assertValue(Snapshot snapshot, Member member, long number) {
    assertThat(snapshot.value(member))
        .as(member.qualifiedName())
        .isEqualTo(new Value.Present(number));
  }

  private static void same(Snapshot a, Member ofA, Snapshot b, Member ofB) {
    assertThat(a.value(ofA)).as(ofA.qualifiedName()).isEqualTo(b.value(ofB));
    assertThat(a.value(ofA).isPresent()).isTrue();
  }
}
