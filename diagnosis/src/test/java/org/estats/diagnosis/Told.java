package org.estats.diagnosis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.Endpoint;
import org.estats.KernelFigure;
import org.estats.Snapshot;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;
import org.estats.catalogue.Switch;

/// Readings of a connection as a source would give them: counters grow evenly from one to the next,
/// all else stays.
final class Told {

  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int READINGS = 5;

  private final long[] end = new long[Catalogue.members().size()];
  private final long[] figures = new long[KernelFigure.values().length];
  private final double seconds;
  private boolean isCollected = true;
  private double[] reached;

  private Told(double seconds) {
    this.seconds = seconds;
    Arrays.fill(figures, Absence.NOT_COLLECTED.code());
  }

  /// A connection on which nothing happens for so long, over a round trip of 40 ms.
  static Told quiet(double seconds) {
    return new Told(seconds)
        .with(SndCongMember.SND_LIM_TIME_SND, Math.round(seconds * 1e6))
        .with(SndCongMember.CUR_CWND, 14_480)
        .with(SndCongMember.CUR_SSTHRESH, 100_000)
        .with(ObsRecMember.CUR_RWIN_RCVD, 65_536)
        .with(ObsRecMember.MAX_RWIN_RCVD, 65_536)
        .with(ObsRecMember.MIN_RWIN_RCVD, 65_536)
        .with(PathMember.CUR_MSS, 1_448)
        .with(PathMember.MAX_MSS, 1_448)
        .with(PathMember.MIN_MSS, 1_448)
        .with(PathMember.SMOOTHED_RTT, 40_000)
        .with(PathMember.MAX_RTO, 240_000)
        .with(PathMember.CUR_RTO, 240_000)
        .with(org.estats.catalogue.FineRttMember.SUM_RTT, 40_000)
        .with(org.estats.catalogue.FineRttMember.MIN_RTT, 40_000)
        .with(org.estats.catalogue.FineRttMember.MAX_RTT, 42_000);
  }

  /// The same, sending so much in full segments all the time.
  Told sending(long bytes) {
    long segments = bytes / 1_448;
    return with(DataMember.DATA_BYTES_OUT, bytes)
        .with(DataMember.THRU_BYTES_ACKED, bytes)
        .with(DataMember.DATA_SEGS_OUT, segments)
        .with(DataMember.SEGS_IN, segments / 2)
        .with(PathMember.COUNT_RTT, segments / 2)
        .with(PathMember.SUM_RTT, segments / 2 * 40_000)
        .with(SendBuffMember.CUR_RETX_QUEUE, 14_480)
        .with(SendBuffMember.MAX_RETX_QUEUE, 14_480)
        .with(SendBuffMember.CUR_APP_W_QUEUE, 100_000)
        .with(SendBuffMember.MAX_APP_W_QUEUE, 100_000);
  }

  /// The time in each state; in parts of all.
  Told limitedBy(double receiver, double network, double sender) {
    return with(SndCongMember.SND_LIM_TIME_RWIN, Math.round(receiver * seconds * 1e6))
        .with(SndCongMember.SND_LIM_TIME_CWND, Math.round(network * seconds * 1e6))
        .with(SndCongMember.SND_LIM_TIME_SND, Math.round(sender * seconds * 1e6));
  }

  Told with(Member member, long number) {
    end[member.index()] = number;
    return this;
  }

  /// What the kernel knows besides, the same at each reading.
  Told with(KernelFigure figure, long number) {
    figures[figure.ordinal()] = number;
    return this;
  }

  /// The same as anybody may read it: of `tcp_info` only what that has, since the connection began.
  Told fromTcpInfo() {
    isCollected = false;
    for (Member member : Catalogue.members()) {
      if (!IN_TCP_INFO.contains(member) && member.kind() != Kind.RESERVED) {
        end[member.index()] = Absence.NOT_IN_TCP_INFO.code();
      }
    }
    return this;
  }

  private static final List<Member> IN_TCP_INFO =
      List.of(
          DataMember.DATA_BYTES_OUT,
          DataMember.DATA_SEGS_OUT,
          DataMember.DATA_SEGS_IN,
          DataMember.SEGS_IN,
          DataMember.SEGS_OUT,
          DataMember.THRU_BYTES_ACKED,
          DataMember.THRU_BYTES_RECEIVED,
          SndCongMember.CUR_CWND,
          SndCongMember.CUR_SSTHRESH,
          PathMember.CUR_TIMEOUT_COUNT,
          PathMember.PKTS_RETRANS,
          PathMember.BYTES_RETRANS,
          PathMember.DSACK_DUPS,
          PathMember.RETRAN_THRESH,
          PathMember.CUR_RTO,
          PathMember.CUR_MSS,
          PathMember.SMOOTHED_RTT,
          org.estats.catalogue.FineRttMember.SUM_RTT,
          SendBuffMember.CUR_RETX_QUEUE,
          SendBuffMember.CUR_APP_W_QUEUE,
          org.estats.catalogue.RecMember.CUR_APP_R_QUEUE,
          org.estats.catalogue.RecMember.CUR_RWIN_SENT,
          ObsRecMember.CUR_RWIN_RCVD,
          ObsRecMember.WIN_SCALE_RCVD);

  /// Counters stand at these parts of all at the readings.
  Told unevenly(double... parts) {
    reached = parts.clone();
    return this;
  }

  /// The readings, evenly over the time.
  List<Snapshot> readings() {
    List<Snapshot> readings = new ArrayList<>();
    for (int i = 0; i < READINGS; i++) {
      double part = (double) i / (READINGS - 1);
      readings.add(reading(part, reached == null ? part : reached[i]));
    }
    return readings;
  }

  private Snapshot reading(double part, double counted) {
    long[] raw = Arrays.copyOf(end, end.length);
    for (Member member : Catalogue.members()) {
      int at = member.index();
      if (member.kind() == Kind.COUNTER && !Absence.isAbsence(raw[at])) {
        raw[at] = Math.round(raw[at] * counted);
      }
    }
    Map<Switch, Instant> since = new EnumMap<>(Switch.class);
    for (Switch s : isCollected ? Switch.values() : new Switch[0]) {
      since.put(s, BEGIN);
    }
    Instant taken = BEGIN.plusNanos(Math.round(seconds * 1e9 * part));
    return new Snapshot(CONNECTION, TcpState.ESTABLISHED, taken, since, raw)
        .withFigures(figures.clone());
  }

  private static final Connection CONNECTION =
      new Connection(endpoint(1, 40_000), endpoint(2, 443));

  private static Endpoint endpoint(int host, int port) {
    try {
      return new Endpoint(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
