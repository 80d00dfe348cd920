package org.estats.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.estats.Absence;
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
import org.estats.catalogue.Switch;
import org.estats.linux.bpf.Collector;
import org.estats.linux.bpf.OneConnection;
import org.estats.linux.diag.TcpInfoField;
import org.estats.linux.provenance.Provenance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Connections that one end has closed already: counted rightly, or said not to be.
@ExtendWith(LoadedCollector.class)
class StatesLiveTest {

  private static final Set<Switch> ALL = EnumSet.allOf(Switch.class);
  private static final Set<Switch> NONE = EnumSet.noneOf(Switch.class);
  private static final int MASK = (1 << Switch.values().length) - 1;
  private static final int BYTES = 300_000;
  private static final int TRIES = 20;

  /// Of what only those hooks know that see every segment.
  private static final List<Member> COUNTED_BY_HOOKS =
      List.of(
          DataMember.DATA_BYTES_IN,
          DataMember.SOFT_ERRORS,
          DataMember.SOFT_ERROR_REASON,
          PathMember.DUP_ACKS_IN,
          PathMember.SACKS_RCVD,
          PathMember.SACK_BLOCKS_RCVD,
          PathMember.ECN_SIGNALS,
          PathMember.SAMPLE_RTT,
          PathMember.MAX_RTT,
          PathMember.MIN_RTT,
          PathMember.SUM_RTT,
          PathMember.COUNT_RTT,
          FineRttMember.MAX_RTT,
          FineRttMember.MIN_RTT,
          SndCongMember.SND_LIM_TIME_SND,
          SndCongMember.SLOW_START,
          SendBuffMember.MAX_RETX_QUEUE,
          RecMember.MAX_APP_R_QUEUE,
          RecMember.MIN_RWIN_SENT,
          ObsRecMember.MIN_RWIN_RCVD);

  private final LinuxSource source = new LinuxSource();

  @AfterEach
  void settle() {
    source.close();
  }

  private void onAndSettled(Connection connection) {
    source.set(connection, ALL, NONE);
    source.close();
  }

  private Snapshot inState(TcpState state, Connection connection) {
    Live.await(state.toString(), () -> source.get(connection).state() == state);
    return source.get(connection);
  }

  private static int fill(SocketChannel channel) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    int written = 0;
    channel.configureBlocking(false);
    for (int n = channel.write(out); n > 0; n = channel.write(out.clear())) {
      written += n;
    }
    channel.configureBlocking(true);
    return written;
  }

  private static void read(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(bytes);
    while (in.hasRemaining() && channel.read(in) >= 0) {
      // until it is full or nothing more comes
    }
    assertThat(in.position()).isEqualTo(bytes);
  }

  @Test
  void inFinWait1WhileStillSendingEverythingIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      KernelCounts before = KernelCounts.of(end);
      onAndSettled(end);
      int written = fill(pair.client());
      pair.client().shutdownOutput();
      Snapshot stuck = inState(TcpState.FIN_WAIT_1, end);
      assertThat(stuck.data().thruBytesAcked().get()).isLessThan(written);
      long samples = stuck.path().countRtt().get();
      pair.server().write(ByteBuffer.allocate(50_000));
      read(pair.client(), 50_000);
      assertThat(source.get(end).state()).isEqualTo(TcpState.FIN_WAIT_1);
      assertThat(source.get(end).data().dataBytesIn().get()).isEqualTo(50_000);
      read(pair.server(), written);
      assertThat(pair.server().read(ByteBuffer.allocate(1))).as("the end").isEqualTo(-1);
      Snapshot done = inState(TcpState.FIN_WAIT_2, end);
      assertThat(done.data().thruBytesAcked().get()).isEqualTo(written);
      assertThat(done.data().dataBytesOut().get() - done.path().bytesRetrans().get())
          .isEqualTo(written);
      assertThat(done.data().dataBytesIn().get()).isEqualTo(50_000);
      assertThat(done.path().countRtt().get()).as("samples go on").isGreaterThan(samples);
      assertPresent(done);
      KernelCounts.of(end).without(TcpInfoField.BYTES_ACKED, 1).assertEqual(done, before);
    }
  }

  private static void assertPresent(Snapshot s) {
    for (Member m : COUNTED_BY_HOOKS) {
      assertThat(s.exact(m)).as(m.qualifiedName()).isInstanceOf(Value.Present.class);
    }
  }

  @Test
  void inFinWait2WhatArrivesIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      onAndSettled(end);
      pair.client().shutdownOutput();
      inState(TcpState.FIN_WAIT_2, end);
      pair.toClient(BYTES);
      Snapshot s = source.get(end);
      assertThat(s.data().dataBytesIn().isPresent()).isTrue();
      assertArrived(s, pair, BYTES);
      assertThat(s.data().thruBytesReceived().get()).isEqualTo(BYTES);
      assertThat(s.data().thruBytesAcked().get()).as("a FIN is no data").isZero();
    }
  }

  @Test
  void inCloseWaitWhatIsSentIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      onAndSettled(end);
      pair.client().shutdownOutput();
      inState(TcpState.CLOSE_WAIT, end);
      KernelCounts before = KernelCounts.of(end);
      pair.toClient(BYTES);
      Live.await("all acknowledged", () -> KernelCounts.of(end).isIdle());
      Snapshot s = source.get(end);
      assertThat(s.data().thruBytesAcked().get()).isEqualTo(BYTES);
      assertThat(s.data().thruBytesReceived().get()).as("a FIN is no data").isZero();
      assertThat(s.data().dataBytesOut().get())
          .isEqualTo(KernelCounts.of(end).since(before, TcpInfoField.BYTES_SENT));
      assertThat(s.path().countRtt().get()).isPositive();
      assertThat(s.path().maxRtt().isPresent()).isTrue();
    }
  }

  @Test
  void switchedOnInFinWait2EverythingFromThenOnIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      pair.traffic();
      pair.client().shutdownOutput();
      inState(TcpState.FIN_WAIT_2, end);
      pair.toClient(BYTES);
      KernelCounts before = KernelCounts.of(end);
      source.set(end, ALL, NONE);
      pair.toClient(BYTES);
      Snapshot s = source.get(end);
      assertThat(s.data().dataBytesIn().isPresent()).isTrue();
      assertArrived(s, pair, BYTES);
      assertThat(s.data().thruBytesReceived().get()).isEqualTo(BYTES);
      KernelCounts.of(end).assertEqual(s, before);
    }
  }

  @Test
  void switchedOnInCloseWaitEverythingFromThenOnIsCounted() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.serverEnd();
      pair.traffic();
      pair.client().shutdownOutput();
      inState(TcpState.CLOSE_WAIT, end);
      KernelCounts before = KernelCounts.of(end);
      source.set(end, ALL, NONE);
      pair.toClient(BYTES);
      Live.await("all acknowledged", () -> KernelCounts.of(end).isIdle());
      Snapshot s = source.get(end);
      assertThat(s.data().thruBytesAcked().get()).isEqualTo(BYTES);
      assertThat(s.path().countRtt().get()).isPositive();
      KernelCounts.of(end).assertEqual(s, before);
    }
  }

  @Test
  void aConnectionThatClosesRightAfterSetIsCountedRightlyOrSaidNotToBe() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Pair pair = Pair.open()) {
        Connection end = pair.clientEnd();
        KernelCounts before = KernelCounts.of(end);
        source.set(end, ALL, NONE);
        pair.client().shutdownOutput();
        inState(TcpState.FIN_WAIT_2, end);
        pair.toClient(BYTES);
        Snapshot s = source.get(end);
        KernelCounts.of(end).without(TcpInfoField.BYTES_ACKED, 1).assertEqual(s, before);
        assertArrived(s, pair, BYTES);
        source.close();
        pair.toClient(10);
        assertArrived(source.get(end), pair, BYTES + 10);
      }
    }
  }

  /// What the client says has arrived, if it says so: what was written, and what the server has
  /// sent again, where a machine that does other things made it probe for an ACK.
  private static void assertArrived(Snapshot client, Pair pair, long written) throws Exception {
    long sentAgain = KernelCounts.of(pair.serverEnd()).get(TcpInfoField.BYTES_RETRANS);
    assertThat(client.data().dataBytesIn().orElse(written)).isBetween(written, written + sentAgain);
  }

  /// Whoever reads while the socket is busy walks over all, and so may another that settles: then
  /// it was seen after all, and must be right. The story is told until it was not.
  @Test
  void whatWentByUnseenIsAbsentForGood() throws Exception {
    for (int tries = 0; !wentByUnseen(); tries++) {
      assertThat(tries).as("tries in which it was seen").isLessThan(TRIES);
    }
  }

  private boolean wentByUnseen() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      KernelCounts before = KernelCounts.of(end);
      Collector.ensureRunning(MASK);
      OneConnection.set(end, MASK, 0); // and no settling
      pair.client().shutdownOutput();
      inState(TcpState.FIN_WAIT_2, end);
      pair.toClient(BYTES);
      Collector.settle();
      pair.toClient(BYTES);
      Snapshot s = source.get(end);
      KernelCounts.of(end).without(TcpInfoField.BYTES_ACKED, 1).assertEqual(s, before);
      if (s.data().dataBytesIn().isPresent()) {
        assertArrived(s, pair, 2 * BYTES);
        return false;
      }
      for (Member m : Catalogue.members()) {
        boolean mustBe = Provenance.of(m).absences().contains(Absence.UNWATCHED);
        boolean is = s.exact(m).equals(new Value.Absent(Absence.UNWATCHED));
        assertThat(is).as(m.qualifiedName()).isEqualTo(mustBe);
      }
      return true;
    }
  }

  @Test
  void whatWentByUnseenIsForgottenWhenItIsSwitchedOnAgain() throws Exception {
    try (Pair pair = Pair.open()) {
      Connection end = pair.clientEnd();
      Collector.ensureRunning(MASK);
      OneConnection.set(end, MASK, 0); // and no settling
      pair.client().shutdownOutput();
      inState(TcpState.FIN_WAIT_2, end);
      pair.toClient(BYTES);
      Collector.settle();
      source.set(end, NONE, ALL);
      source.set(end, ALL, NONE);
      pair.toClient(BYTES);
      Snapshot s = source.get(end);
      assertThat(s.data().thruBytesReceived().get()).isEqualTo(BYTES);
      assertThat(s.data().dataBytesIn().isPresent()).isTrue();
      assertArrived(s, pair, BYTES);
    }
  }
}
