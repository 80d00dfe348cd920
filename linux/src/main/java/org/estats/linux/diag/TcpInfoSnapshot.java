package org.estats.linux.diag;

import static org.estats.linux.diag.TcpInfoField.ADVMSS;
import static org.estats.linux.diag.TcpInfoField.BYTES_RECEIVED;
import static org.estats.linux.diag.TcpInfoField.BYTES_RETRANS;
import static org.estats.linux.diag.TcpInfoField.BYTES_SENT;
import static org.estats.linux.diag.TcpInfoField.DATA_SEGS_IN;
import static org.estats.linux.diag.TcpInfoField.DATA_SEGS_OUT;
import static org.estats.linux.diag.TcpInfoField.DSACK_DUPS;
import static org.estats.linux.diag.TcpInfoField.RCV_WND;
import static org.estats.linux.diag.TcpInfoField.RECEIVED_CE;
import static org.estats.linux.diag.TcpInfoField.REORDERING;
import static org.estats.linux.diag.TcpInfoField.RETRANSMITS;
import static org.estats.linux.diag.TcpInfoField.RTO;
import static org.estats.linux.diag.TcpInfoField.RTT;
import static org.estats.linux.diag.TcpInfoField.RTTVAR;
import static org.estats.linux.diag.TcpInfoField.SEGS_IN;
import static org.estats.linux.diag.TcpInfoField.SEGS_OUT;
import static org.estats.linux.diag.TcpInfoField.SND_CWND;
import static org.estats.linux.diag.TcpInfoField.SND_MSS;
import static org.estats.linux.diag.TcpInfoField.SND_SSTHRESH;
import static org.estats.linux.diag.TcpInfoField.SND_WND;
import static org.estats.linux.diag.TcpInfoField.TOTAL_RETRANS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.estats.Absence;
import org.estats.Connection;
import org.estats.ConnectionRow;
import org.estats.Endpoint;
import org.estats.Snapshot;
import org.estats.TcpState;
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

/// The members that `tcp_info` truly gives, as the snapshot of a connection on which nothing is
/// switched on. Counters are of the connection's whole life. A number of `tcp_info` that merely
/// resembles a member is not used: that member is absent.
public final class TcpInfoSnapshot {

  private static final long LACKS = Absence.KERNEL_LACKS.code();
  private static final long[] NOTHING = nothing();

  /// As much as any kernel gives so far.
  private static final int TCP_INFO_BYTES = 280;

  /// The kernel's number.
  private static final byte ESTABLISHED = 1;

  /// `TCP_INFINITE_SSTHRESH`.
  private static final long NO_THRESHOLD = 0x7FFF_FFFF;

  /// What the timestamp option takes of every segment once both sides have agreed on it.
  private static final int TIMESTAMP_BYTES = 12;

  private static final int NO_WINDOW_SCALE = 255;

  /// What a header can say, before it is shifted.
  private static final long WINDOW_MAX = 65_535;

  /// Before its first sample the kernel assumes a deviation of 250 ms or more; after a sample that
  /// rounds to 0 us it is a few microseconds.
  private static final long ASSUMED_DEVIATION_MICROS = 1000;

  /// No segment carries more payload than this.
  private static final long PAYLOAD_MAX = 1 << 16;

  private final TcpInfo info;
  private final SequenceSpace sequence;
  private final long[] raw = NOTHING.clone();

  private TcpInfoSnapshot(ConnectionRow row, TcpInfo info, boolean isSettled) {
    this.info = info;
    this.sequence = new SequenceSpace(row, info, isSettled);
  }

  /// The snapshot of a socket that was looked up; empty if it is of a state that has no statistics.
  public static Optional<Snapshot> of(FoundSocket socket, Instant taken) {
    return socket
        .info()
        .filter(i -> i.state().isSynchronised())
        .map(i -> of(socket.row(), i, socket.isSettled(), socket.memory(), taken));
  }

  /// The snapshot of a socket of a dump; empty if it is of a state that has no statistics, or came
  /// without [Detail#TCP_INFO]. On a busy connection a few members that [SockDiag#find] could give
  /// are absent as ambiguous.
  public static Optional<Snapshot> of(SocketView socket, Instant taken) {
    return socket.hasTcpInfo() && socket.tcpInfo().state().isSynchronised()
        ? Optional.of(of(socket.row(), socket.tcpInfo(), false, SendMemory.of(socket), taken))
        : Optional.empty();
  }

  private static Snapshot of(
      ConnectionRow row,
      TcpInfo info,
      boolean isSettled,
      Optional<SendMemory> memory,
      Instant taken) {
    TcpInfoSnapshot snapshot = new TcpInfoSnapshot(row, info, isSettled);
    snapshot.takeAll();
    return new Snapshot(row.connection(), info.state(), taken, Map.of(), snapshot.raw)
        .withFigures(TcpInfoFigures.of(info, memory));
  }

  /// The members that come out of `tcp_info`, given a kernel that keeps all of it; what is not
  /// among them is never known without the collector.
  public static Set<Member> given() {
    Endpoint nobody = new Endpoint(InetAddress.getLoopbackAddress(), 1);
    Connection connection = new Connection(nobody, nobody);
    MemorySegment fresh = MemorySegment.ofArray(new byte[TCP_INFO_BYTES]);
    fresh.set(ValueLayout.JAVA_BYTE, TcpInfoField.STATE.offset(), ESTABLISHED);
    TcpInfoSnapshot snapshot =
        new TcpInfoSnapshot(
            new ConnectionRow(connection, TcpState.ESTABLISHED, 0, 0, 0, 0),
            TcpInfo.of(fresh),
            true);
    snapshot.takeAll();
    Set<Member> given = new LinkedHashSet<>();
    for (Member member : Catalogue.members()) {
      if (snapshot.raw[member.index()] != Absence.NOT_IN_TCP_INFO.code()) {
        given.add(member);
      }
    }
    return given;
  }

  private void takeAll() {
    takeSynOpts();
    takeData();
    takeSndCong();
    takePath();
    takeRoundTrips();
    takeQueuesAndWindows();
  }

  private void takeSynOpts() {
    put(SynOptsMember.ACTIVE_OPEN, sequence.activeOpen());
    int taken = info.usesTimestamps() ? TIMESTAMP_BYTES : 0;
    put(SynOptsMember.MSS_SENT, info.has(ADVMSS) ? info.get(ADVMSS) + taken : LACKS);
  }

  private void takeData() {
    take(DataMember.DATA_BYTES_OUT, BYTES_SENT);
    takeNarrow(DataMember.DATA_SEGS_OUT, DATA_SEGS_OUT, BYTES_SENT);
    takeNarrow(DataMember.DATA_SEGS_IN, DATA_SEGS_IN, BYTES_RECEIVED);
    takeNarrow(DataMember.SEGS_OUT, SEGS_OUT, BYTES_SENT);
    takeNarrow(DataMember.SEGS_IN, SEGS_IN, BYTES_RECEIVED);
    put(DataMember.THRU_BYTES_ACKED, sequence.thruBytesAcked());
    put(DataMember.THRU_BYTES_RECEIVED, sequence.thruBytesReceived());
  }

  private void takeSndCong() {
    if (!info.has(SND_CWND)) {
      put(SndCongMember.CUR_CWND, LACKS);
      put(SndCongMember.CUR_SSTHRESH, LACKS);
      return;
    }
    long mss = info.get(SND_MSS);
    long threshold = info.get(SND_SSTHRESH);
    put(SndCongMember.CUR_CWND, info.get(SND_CWND) * mss);
    put(
        SndCongMember.CUR_SSTHRESH,
        threshold >= NO_THRESHOLD ? Absence.NO_SAMPLE_YET.code() : threshold * mss);
  }

  private void takePath() {
    take(PathMember.CUR_TIMEOUT_COUNT, RETRANSMITS);
    take(PathMember.PKTS_RETRANS, TOTAL_RETRANS);
    take(PathMember.BYTES_RETRANS, BYTES_RETRANS);
    take(PathMember.DSACK_DUPS, DSACK_DUPS);
    take(PathMember.RETRAN_THRESH, REORDERING);
    take(PathMember.CUR_RTO, RTO);
    take(PathMember.CUR_MSS, SND_MSS);
    long marked = congestionExperienced();
    put(PathMember.ECE_RCVD, marked);
    put(RecMember.CE_RCVD, marked);
  }

  private void takeRoundTrips() {
    long smoothed = info.getOr(RTT, LACKS);
    long deviation = info.getOr(RTTVAR, LACKS);
    if (smoothed == 0 && deviation >= ASSUMED_DEVIATION_MICROS) {
      smoothed = Absence.NO_SAMPLE_YET.code();
      deviation = smoothed;
    }
    put(PathMember.SMOOTHED_RTT, smoothed);
    put(PathMember.RTT_VAR, deviation);
    put(FineRttMember.SUM_RTT, smoothed);
    put(FineRttMember.RTT_VAR, deviation);
  }

  private void takeQueuesAndWindows() {
    put(SendBuffMember.CUR_RETX_QUEUE, sequence.retransmitQueue());
    put(SendBuffMember.CUR_APP_W_QUEUE, sequence.appWriteQueue());
    put(RecMember.CUR_APP_R_QUEUE, sequence.appReadQueue());
    // These the kernel has always kept; only tcp_info is younger.
    put(RecMember.CUR_RWIN_SENT, windowSent());
    put(ObsRecMember.CUR_RWIN_RCVD, info.getOr(SND_WND, Absence.NOT_IN_TCP_INFO.code()));
    boolean isScaled = info.usesWindowScale();
    put(RecMember.WIN_SCALE_SENT, isScaled ? info.receiveWindowScale() : NO_WINDOW_SCALE);
    put(ObsRecMember.WIN_SCALE_RCVD, isScaled ? info.sendWindowScale() : NO_WINDOW_SCALE);
  }

  /// The kernel keeps its window as it was before it had to fit the header.
  private long windowSent() {
    int shift = info.usesWindowScale() ? info.receiveWindowScale() : 0;
    return info.has(RCV_WND)
        ? Math.min(info.get(RCV_WND), WINDOW_MAX << shift)
        : Absence.NOT_IN_TCP_INFO.code();
  }

  /// The kernel counts marks where it handles segments of an established connection, and nowhere
  /// else.
  private long congestionExperienced() {
    if (!info.has(RECEIVED_CE)) {
      return Absence.NOT_IN_TCP_INFO.code();
    }
    return info.state() == TcpState.ESTABLISHED ? info.get(RECEIVED_CE) : Absence.UNWATCHED.code();
  }

  private void take(Member member, TcpInfoField field) {
    put(member, info.getOr(field, LACKS));
  }

  /// Takes a counter of segments, which has 32 bits in the kernel and 64 in the catalogue. If it is
  /// too small for the bytes that these segments carried, it has come round.
  private void takeNarrow(Member member, TcpInfoField segments, TcpInfoField bytes) {
    boolean hasComeRound =
        info.has(segments) && info.has(bytes) && info.get(bytes) / PAYLOAD_MAX > info.get(segments);
    if (hasComeRound) {
      put(member, Absence.AMBIGUOUS.code());
    } else {
      take(member, segments);
    }
  }

  private void put(Member member, long number) {
    raw[member.index()] = number;
  }

  private static long[] nothing() {
    long[] raw = new long[Catalogue.members().size()];
    Arrays.fill(raw, Absence.NOT_IN_TCP_INFO.code());
    for (Member member : Catalogue.members()) {
      if (member.kind() == Kind.RESERVED) {
        raw[member.index()] = 0;
      }
    }
    return raw;
  }
}
