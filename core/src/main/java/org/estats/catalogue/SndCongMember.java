package org.estats.catalogue;

import static org.estats.catalogue.Kind.COUNTER;
import static org.estats.catalogue.Kind.GAUGE;
import static org.estats.catalogue.Kind.MAXIMUM;
import static org.estats.catalogue.Kind.MINIMUM;
import static org.estats.catalogue.Kind.STATIC;
import static org.estats.catalogue.Shape.shape;
import static org.estats.catalogue.Unit.BYTES;
import static org.estats.catalogue.Unit.COUNT;
import static org.estats.catalogue.Unit.MILLISECONDS;
import static org.estats.catalogue.Width.SIZE_T;
import static org.estats.catalogue.Width.ULONG;

/// What limits the sender, and its congestion control: `TCP_ESTATS_SND_CONG_ROS_v0`, then
/// `TCP_ESTATS_SND_CONG_ROD_v0`.
public enum SndCongMember implements Member {
  LIM_CWND(
      shape(STATIC, BYTES, ULONG, "tcpEStatsTuneLimCwnd", "1.1.7.1.1"),
      "Ceiling on the congestion window; 4294967295 if there is none."),
  SND_LIM_TRANS_RWIN(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPerfSndLimTransRwin", "1.1.3.1.31"),
      "Times the sender became limited by the receiver: output stopped because the window "
          + "the peer advertised was full."),
  SND_LIM_TIME_RWIN(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPerfSndLimTimeRwin", "1.1.3.1.34"),
      "Time during which the receiver limited the sender."),
  SND_LIM_BYTES_RWIN(
      shape(COUNTER, BYTES, SIZE_T), "Bytes sent while the receiver limited the sender."),
  SND_LIM_TRANS_CWND(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPerfSndLimTransCwnd", "1.1.3.1.32"),
      "Times the sender became limited by congestion control: output stopped because the "
          + "congestion window was full, pacing held it back or a retransmission timeout was "
          + "awaited."),
  SND_LIM_TIME_CWND(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPerfSndLimTimeCwnd", "1.1.3.1.35"),
      "Time during which congestion control limited the sender, waits for a retransmission "
          + "timeout included."),
  SND_LIM_BYTES_CWND(
      shape(COUNTER, BYTES, SIZE_T), "Bytes sent while congestion control limited the sender."),
  SND_LIM_TRANS_SND(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsPerfSndLimTransSnd", "1.1.3.1.33"),
      "Times the sender became limited by itself: it stopped for any other reason, above "
          + "all because the application had written nothing more."),
  SND_LIM_TIME_SND(
      shape(COUNTER, MILLISECONDS, ULONG, "tcpEStatsPerfSndLimTimeSnd", "1.1.3.1.36"),
      "Time during which the sender limited itself, idle time included. With SndLimTimeRwin "
          + "and SndLimTimeCwnd it adds up to the time since the group was switched on."),
  SND_LIM_BYTES_SND(shape(COUNTER, BYTES, SIZE_T), "Bytes sent while the sender limited itself."),
  SLOW_START(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackSlowStart", "1.1.5.1.23"),
      "Times slow start raised the congestion window."),
  CONG_AVOID(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackCongAvoid", "1.1.5.1.24"),
      "Times congestion avoidance raised the congestion window."),
  OTHER_REDUCTIONS(
      shape(COUNTER, COUNT, ULONG, "tcpEStatsStackOtherReductions", "1.1.5.1.25"),
      "Times the congestion window fell for another reason than a congestion signal, such "
          + "as a pause of the application. An algorithm that moves its window freely, such as "
          + "BBR, counts here."),
  CUR_CWND(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsPerfCurCwnd", "1.1.3.1.20"), "Congestion window now."),
  MAX_SS_CWND(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsStackMaxSsCwnd", "1.1.5.1.12"),
      "Largest congestion window in slow start since the group was switched on."),
  MAX_CA_CWND(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsStackMaxCaCwnd", "1.1.5.1.13"),
      "Largest congestion window in congestion avoidance since the group was switched on."),
  CUR_SSTHRESH(
      shape(GAUGE, BYTES, ULONG, "tcpEStatsPerfCurSsthresh", "1.1.3.1.21"),
      "Slow-start threshold now; absent while none has been set."),
  MAX_SSTHRESH(
      shape(MAXIMUM, BYTES, ULONG, "tcpEStatsStackMaxSsthresh", "1.1.5.1.14"),
      "Largest slow-start threshold since the group was switched on; the initial one, which "
          + "means none, is left out."),
  MIN_SSTHRESH(
      shape(MINIMUM, BYTES, ULONG, "tcpEStatsStackMinSsthresh", "1.1.5.1.15"),
      "Smallest slow-start threshold since the group was switched on; the initial one, "
          + "which means none, is left out.");

  private final Shape shape;
  private final String definition;

  SndCongMember(Shape shape, String definition) {
    this.shape = shape;
    this.definition = definition;
  }

  @Override
  public Group group() {
    return Group.SND_CONG;
  }

  @Override
  public int index() {
    return Catalogue.firstIndex(Group.SND_CONG) + ordinal();
  }

  @Override
  public Part part() {
    return this == LIM_CWND ? Part.ROS : Part.ROD;
  }

  @Override
  public Shape columns() {
    return shape;
  }

  @Override
  public String definition() {
    return definition;
  }
}
