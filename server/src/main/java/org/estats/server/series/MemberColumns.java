package org.estats.server.series;

import java.util.List;
import org.estats.Absence;
import org.estats.Snapshot;
import org.estats.catalogue.DataMember;
import org.estats.catalogue.FineRttMember;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.ObsRecMember;
import org.estats.catalogue.PathMember;
import org.estats.catalogue.RecMember;
import org.estats.catalogue.SendBuffMember;
import org.estats.catalogue.SndCongMember;

/// The members of which a connection's series are kept. Counters are kept as rates: bits, counts to
/// a thousandth, or parts of the time.
public final class MemberColumns {

  /// The members, in the order of the columns.
  public static final List<Member> MEMBERS =
      List.of(
          DataMember.DATA_BYTES_OUT,
          DataMember.THRU_BYTES_ACKED,
          DataMember.THRU_BYTES_RECEIVED,
          SndCongMember.SND_LIM_TIME_RWIN,
          SndCongMember.SND_LIM_TIME_CWND,
          SndCongMember.SND_LIM_TIME_SND,
          SndCongMember.CUR_CWND,
          SndCongMember.CUR_SSTHRESH,
          PathMember.FAST_RETRAN,
          PathMember.TIMEOUTS,
          PathMember.PKTS_RETRANS,
          PathMember.BYTES_RETRANS,
          PathMember.DUP_ACKS_IN,
          PathMember.SACKS_RCVD,
          PathMember.CONG_SIGNALS,
          PathMember.ECE_RCVD,
          PathMember.SAMPLE_RTT,
          PathMember.CUR_RTO,
          SendBuffMember.CUR_RETX_QUEUE,
          SendBuffMember.CUR_APP_W_QUEUE,
          RecMember.CUR_RWIN_SENT,
          RecMember.CUR_APP_R_QUEUE,
          ObsRecMember.CUR_RWIN_RCVD,
          FineRttMember.SUM_RTT,
          FineRttMember.RTT_VAR,
          FineRttMember.MIN_RTT);

  /// The columns.
  public static final List<Column> COLUMNS = MEMBERS.stream().map(MemberColumns::column).toList();

  private static final Column[] COLUMN = COLUMNS.toArray(new Column[0]);
  private static final int[] INDEXES = MEMBERS.stream().mapToInt(Member::index).toArray();

  /// By what a rate is multiplied: bytes are shown as bits.
  private static final int[] TIMES =
      COLUMNS.stream().mapToInt(c -> c.unit().equals("bit/s") ? Byte.SIZE : 1).toArray();

  private static final double THOUSANDTH = 1e-3;
  private static final double MICRO = 1e-6;

  private MemberColumns() {}

  private static Column column(Member member) {
    String name = member.qualifiedName();
    boolean isRate = member.kind() == Kind.COUNTER;
    return switch (member.unit()) {
      case BYTES ->
          isRate ? new Column(name, "bit/s", true, Byte.SIZE) : new Column(name, "bytes", false, 1);
      case MILLISECONDS, MICROSECONDS ->
          isRate ? new Column(name, "share", true, MICRO) : new Column(name, "us", false, 1);
      default ->
          isRate
              ? new Column(name, "/s", true, THOUSANDTH)
              : new Column(name, member.unit().symbol(), false, 1);
    };
  }

  /// What is stored of a connection at a moment.
  ///
  /// @param step what went on since the reading before
  public static long[] stored(Snapshot now, Step step) {
    long[] stored = new long[COLUMN.length];
    for (int i = 0; i < stored.length; i++) {
      Column column = COLUMN[i];
      if (column.isRate()) {
        stored[i] = column.stored(TIMES[i] * step.perSecond(MEMBERS.get(i)));
      } else {
        long raw = now.raw(INDEXES[i]);
        stored[i] = Absence.isAbsence(raw) ? Column.ABSENT : column.stored(raw);
      }
    }
    return stored;
  }
}
